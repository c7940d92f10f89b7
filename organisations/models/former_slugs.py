"""Addresses at which a record once was: they lead on to another, or say that it is gone."""

from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def slug_digest(model, slug):
    """Return what stands for an address: a slug is a person's name, and outlives her record here."""
    return blake2b(f"{model._meta.model_name}/{slug}".encode(), digest_size=16).hexdigest()


def check_slug(model, slug, own=""):
    """Refuse a slug that leads elsewhere or is gone for good; its own former one a record may have again."""
    former = FormerSlug.objects.at(model, slug) if slug != own else None
    if former and (former.is_gone or former.successor != own):
        raise ValidationError({"slug": former.refusal})


class FormerSlugQuerySet(models.QuerySet):
    def at(self, model, slug):
        """Return the former address of a kind of record and a slug, or None."""
        return self.filter(digest=slug_digest(model, slug)).first()

    def merged_into(self, record, rows):
        """Return those of some rows that are gone which went into a record."""
        mine = self.filter(kind=record._meta.model_name, successor=record.slug)
        digests = set(mine.values_list("digest", flat=True)) if rows else ()
        return [row for row in rows if slug_digest(type(row), row.slug) in digests]

    def record_move(self, model, slug, successor=""):
        """Note that a record moved to the address of its ``successor``, or is gone for good."""
        for earlier in self.filter(kind=model._meta.model_name, successor=slug):
            earlier.successor = successor
            earlier.save()
        for taken_again in self.filter(digest=slug_digest(model, successor)):
            taken_again.delete()
        address = self.at(model, slug) or self.model(digest=slug_digest(model, slug))
        address.kind, address.successor = model._meta.model_name, successor
        address.save()
        return address


class FormerSlug(models.Model):
    """An address that a record had; ``successor`` is the slug of the same kind that it leads to now."""

    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=32, unique=True)
    successor = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.kind}: {self.successor}"

    @property
    def refusal(self):
        """Why no other record may come to this address, in words."""
        if self.is_gone:
            return str(_("This was the address of a record that was taken away; nothing comes back to it."))
        return _("This address leads to “%(successor)s” now.") % {"successor": self.successor}

    @property
    def is_gone(self):
        """Whether the record was taken away, and nothing may come to its address again."""
        return not self.successor
