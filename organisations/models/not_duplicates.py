"""Records that look alike and are not the same, as an editor said."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class NotDuplicateQuerySet(models.QuerySet):
    def pairs(self, model):
        """Return the pairs of keys of one kind of record, the lower key first."""
        return set(self.filter(kind=model._meta.model_name).values_list("first", "second"))

    def of(self, model, pk):
        """Return the keys of the records that a record is not."""
        found = self.filter(Q(first=pk) | Q(second=pk), kind=model._meta.model_name) if pk else self.none()
        return {key for pair in found.values_list("first", "second") for key in pair} - {pk}

    def mark(self, model, one, other):
        """Note that two records, by their keys, are two."""
        first, second = sorted((one, other))
        return self.get_or_create(kind=model._meta.model_name, first=first, second=second)[0]


class NotDuplicate(models.Model):
    """Two records of one kind, by their keys, that are not the same."""

    kind = models.CharField(max_length=20)
    first = models.BigIntegerField()
    second = models.BigIntegerField()

    objects = NotDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("two records that are not the same")
        verbose_name_plural = _("records that are not the same")
        ordering = ["kind", "first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="not_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_duplicate_in_order"),
        ]

    def __str__(self):
        return f"{self.kind} {self.first}, {self.second}"
