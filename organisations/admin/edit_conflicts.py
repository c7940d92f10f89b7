"""Two editors at one form: what the one saved while the other was writing is not written over.

A form knows the newest revision of its record when it was shown (``BASE_REVISION``).
Where the record has a newer one when the form is sent, what its writer left as
it was stays as it is now; where both changed the same field in different ways,
the form comes back once and shows what the other wrote.
"""

import itertools

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.forms.formsets import DEFAULT_MAX_NUM
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ..history.changes import named, newest_revision
from ..history.versions import columns, tracked, versions, versions_of
from ..languages import format_list, text_direction
from ..text import number, tidy

BASE_REVISION = "seen"


def changed_since(request, row):
    """Return the revision at which a form that is sent was shown, if its row was changed since, or None."""
    seen = number(request.POST.get(BASE_REVISION))
    return seen if seen is not None and newest_revision(row) > seen else None


def values_at(row, revision):
    """Return {field: value} of a row as a revision left it, lists as keys; {} where it is the same still."""
    newest, seen = versions_of(row).first(), versions_of(row).filter(revision_id__lte=revision).first()
    if not seen or seen == newest:
        return {}
    return {field.name: getattr(seen, field.attname) for field in columns(type(row))} | seen.related


def conflict_aware_form(form, revision):
    """Return a form class that leaves alone what others changed of its row since a revision."""

    class ConflictAwareForm(form):
        def clean(self):
            self.kept_theirs = []
            seen = values_at(self.instance, revision) if self.instance.pk else {}
            for name in [name for name in seen if name in self.cleaned_data]:
                self.merge_field(name, seen[name])
            return super().clean()

        def merge_field(self, name, seen):
            """Take what another wrote where this writer changed nothing; ask where both did."""
            field, written, now = self.fields[name], self[name].data, current_value(self.instance, name)
            if same_value(seen, now) or not differs(field, now, written):
                return
            if differs(field, seen, written):
                self.add_error(name, conflict_message(self.instance, name))
            else:
                self.kept_theirs.append(name)
                self.cleaned_data[name] = cleaned_value(self.instance, name)
                self.data = with_value(self.data, self.add_prefix(name), field.prepare_value(now))

        @property
        def changed_data(self):
            return [name for name in super().changed_data if name not in getattr(self, "kept_theirs", ())]

    ConflictAwareForm.base_fields = form.base_fields  # Django would make them anew from the model
    return ConflictAwareForm


def differs(field, value, written):
    """Tell whether what a browser sent says another thing than a value; it ends lines in its own way."""
    if isinstance(value, str) and isinstance(written, str):
        value, written = tidy(value), tidy(written)
    return field.has_changed(value, written)


def with_value(data, key, value):
    """Return what a browser sent with another value for a field, so that the form shows that one."""
    values = value if isinstance(value, list) else [] if value in (None, False) else [value]
    data = data.copy()
    data.setlist(key, list(map(str, values)))
    return data


def current_value(row, name):
    """Return what a row holds in a field, as a form begins with it: keys of what it refers to."""
    field = row._meta.get_field(name)
    if field.many_to_many:
        return list(getattr(row, name).order_by().values_list("pk", flat=True))
    return getattr(row, field.attname)


def cleaned_value(row, name):
    """Return what a row holds in a field, as a form hands it on."""
    return getattr(row, name).all() if row._meta.get_field(name).many_to_many else getattr(row, name)


def same_value(one, other):
    if isinstance(one, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other or (one in (None, "") and other in (None, ""))


def conflict_message(row, name):
    """Say what somebody else wrote into a field, in its language."""
    language = getattr(row._meta.get_field(name), "language", "")
    attributes = format_html(' lang="{}" dir="{}"', language, text_direction(language)) if language else ""
    return format_html(
        "{} <q><bdi{}>{}</bdi></q> {}",
        _("Somebody changed this while you were writing. It now says:"),
        attributes,
        in_words(row, name) or "–",
        _("What you wrote is still here; save again to let it stand."),
    )


def in_words(row, name):
    field, value = row._meta.get_field(name), cleaned_value(row, name)
    if field.many_to_many:
        return format_list(map(str, value))
    if getattr(field, "flatchoices", None) and not isinstance(value, list):
        return getattr(row, f"get_{name}_display")()
    return "" if value is None else value


def without_gone(data, prefix, rows):
    """Return (posted rows of a formset without those that are no longer there, the keys of these)."""
    total, initial = (number(data.get(f"{prefix}-{name}")) or 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS"))
    if total > DEFAULT_MAX_NUM:  # Django says so in words
        return data, []
    keys = [number(data.get(f"{prefix}-{place}-id")) for place in range(min(initial, total))]
    there = set(rows.filter(pk__in=[key for key in keys if key]).values_list("pk", flat=True))
    gone = {place: key for place, key in enumerate(keys) if key and key not in there}
    return renumbered(data, prefix, gone, total, initial) if gone else data, list(gone.values())


def renumbered(data, prefix, gone, total, initial):
    """Return posted rows of a formset without those at some places."""
    left = QueryDict(mutable=True)
    places = {str(old): new for new, old in enumerate(place for place in range(total) if place not in gone)}
    for key, values in data.lists():
        place, _dash, field = key.removeprefix(f"{prefix}-").partition("-")
        if not key.startswith(f"{prefix}-") or not field or not place.isdecimal():
            left.setlist(key, values)
        elif place in places:
            left.setlist(f"{prefix}-{places[place]}-{field}", values)
    left[f"{prefix}-TOTAL_FORMS"], left[f"{prefix}-INITIAL_FORMS"] = total - len(gone), initial - len(gone)
    return left


def belonged(version, owner):
    """Tell whether a row was the owner's: any key may have been sent, and not all rows are for all eyes."""
    keys = [field for field in columns(version.instance_type) if field.related_model is type(owner)]
    return owner.pk in [getattr(version, key.attname) for key in keys]


class EditConflictMixin:
    """Lets the admin of records and ties notice who else wrote since its form was opened."""

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        request.since, request.gone = None, []
        if request.method != "POST":
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic():
            if object_id and (row := self.get_object(request, unquote(object_id))):
                # Who saves the same record at this moment waits, and then notices too.
                list(self.model._base_manager.select_for_update().filter(pk=row.pk).values_list("pk"))
                request.since = changed_since(request, row)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        since = getattr(request, "since", None)
        return form if since is None else conflict_aware_form(form, since)

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if request.since is not None and inline.model in tracked:
                formset.form = conflict_aware_form(formset.form, request.since)
            yield formset, inline

    def get_formset_kwargs(self, request, obj, inline, prefix):
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.since is not None and inline.model in tracked:
            kwargs["data"], gone = without_gone(kwargs["data"], prefix, kwargs["queryset"])
            last = [versions(inline.model, key).first() for key in gone]
            request.gone += [version for version in last if version and belonged(version, obj)]
        return kwargs

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self.report_conflicts(request, [form, *itertools.chain.from_iterable(formsets)])

    def report_conflicts(self, request, forms):
        """Say what of the page was not this writer's to decide."""
        kept_theirs = [
            str(capfirst(one.fields[name].label)) for one in forms for name in getattr(one, "kept_theirs", ())
        ]
        if kept_theirs:
            words = _("Somebody else saved this too while you were writing. It stays as they wrote it: %s.")
            self.message_user(request, words % format_list(dict.fromkeys(kept_theirs)))
        if gone := named(request.gone, request.user):
            words = _("Somebody else removed this while you were writing: %s.")
            self.message_user(request, words % format_list(gone), messages.WARNING)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            context["seen"] = newest_revision(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
