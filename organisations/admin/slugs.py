"""Slugs that nobody needs to write by hand."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..slugs import free_slug, slug_of


class SlugOfNames(forms.ModelForm):
    """Makes the slug of something new of its names, where none is typed; a script shows it before."""

    named_by = "name"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields and not self.instance.pk:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made from the name; it ends the address of the page.")
            made_of = [self[column].id_for_label for column in self.naming_columns().values()]
            self.fields["slug"].widget.attrs["data-made-of"] = " ".join(made_of)

    def naming_columns(self):
        """Return {language: column} of the name, in the order in which a slug is made of it."""
        columns = {language: f"{self.named_by}_{language}" for language in settings.FALLBACK_LANGUAGES}
        return {
            one: column for one, column in (columns | {"": self.named_by}).items() if column in self.fields
        }

    def names(self):
        return {one: self.cleaned_data.get(column) for one, column in self.naming_columns().items()}

    def clean(self):
        """Make the slug once all names are known; without one there is nothing to make it of."""
        cleaned = super().clean()
        if not self.instance.pk and "slug" in self.fields and "slug" not in self.errors:
            cleaned["slug"] = cleaned["slug"] or self.made_slug()
            if not cleaned["slug"]:
                self.add_error("slug", _("Write it: no name is given that it can be made of."))
        return cleaned

    def made_slug(self):
        slug = slug_of(self.names())
        return slug and free_slug(self._meta.model, slug)
