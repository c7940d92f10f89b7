"""Addresses at which a record or a term once was: they lead on to another, or say that it is gone."""

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
    if former and (model.is_gone_for_good if former.is_gone else former.successor != own):
        raise ValidationError({"slug": former.refusal})


def never_public(model, slugs):
    """Return those of some slugs that only ever were those of drafts: readers have not heard of them."""
    if not slugs or not hasattr(model, "history"):
        return set()
    statuses = {}
    for slug, status in (
        model.history.filter(slug__in=slugs).order_by().values_list("slug", "status").distinct()
    ):
        statuses.setdefault(slug, set()).add(status)
    return {slug for slug, had in statuses.items() if "published" not in had and had & {"draft", "review"}}


def _slug_of_key(key):
    """Return what stands for a record by its primary key: no slug has such a sign."""
    return f"#{key}"


class FormerSlugQuerySet(models.QuerySet):
    def at(self, model, slug):
        """Return the former address of a kind of record and a slug, or None."""
        return self.filter(digest=slug_digest(model, slug)).first()

    def follow(self, model, slugs):
        """Return {former slug: the present one} of those slugs that lead on; a draft's is told to nobody.

        Ask for what nothing has as its present slug: then an address that is right costs nothing.
        """
        digests = {slug_digest(model, slug): slug for slug in slugs}
        rows = self.filter(digest__in=digests).exclude(successor="")
        found = {digests[row.digest]: row.successor for row in rows}
        hidden = never_public(model, found)
        return {slug: present for slug, present in found.items() if slug not in hidden}

    def follow_keys(self, model, keys):
        """Return {primary key: present slug} of those records that went into another (``record_merging``)."""
        slugs = {_slug_of_key(key): key for key in keys}
        return {slugs[slug]: present for slug, present in self.follow(model, slugs).items()}

    def merged_into(self, record, rows):
        """Return those of some rows that are gone which went into a record."""
        mine = self.filter(kind=record._meta.model_name, successor=record.slug)
        digests = set(mine.values_list("digest", flat=True)) if rows else ()
        return [row for row in rows if slug_digest(type(row), row.slug) in digests]

    def record_merging(self, model, slug, key, successor):
        """Note that a record went into another: by its slug, and by its primary key, which sheets hold."""
        self.record_move(model, slug, successor)
        if not never_public(model, [slug]):
            self.record_move(model, _slug_of_key(key), successor)

    def clear(self, record):
        """Let the address of a record that comes back be its own again."""
        digests = [slug_digest(type(record), slug) for slug in (record.slug, _slug_of_key(record.pk))]
        for row in self.filter(digest__in=digests):
            row.delete()

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


class Slugged(models.Model):
    """A row that addresses name by one column (``natural_key_field``); what was there before leads on to it.

    Where ``is_gone_for_good``, nothing new comes to the slug of one that was deleted.
    """

    natural_key_field = "slug"
    is_gone_for_good = True

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self._state.adding:
            self.check_slug()

    def natural_key(self):
        return (getattr(self, self.natural_key_field),)

    def is_known(self):
        """Tell whether readers have met its slug."""
        return True

    def check_slug(self, own=""):
        check_slug(type(self), self.slug, own)

    def check_change(self, stored, *, raw=False, columns=None):
        """Refuse what may not become of the row as it was ``stored``, or None: here, a slug that is taken."""
        if self.moves_from(stored, columns):
            self.check_slug(*stored.natural_key())

    def moves_from(self, stored, columns=None):
        """Tell whether saving (of these ``columns``, by default all) gives it another slug."""
        is_written = columns is None or self.natural_key_field in columns
        return bool(stored) and is_written and stored.natural_key() != self.natural_key()

    def record_move(self, stored, columns=None):
        """Let the slug by which readers knew it lead to its new one; ``stored`` is how it was."""
        if self.moves_from(stored, columns):
            FormerSlug.objects.record_move(type(self), *stored.natural_key(), *self.natural_key())

    def record_deletion(self):
        """Let the slug by which readers knew it say that it is gone."""
        FormerSlug.objects.record_move(type(self), *self.natural_key())
