"""Whether the addresses that records and sources name still lead somewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheckQuerySet(models.QuerySet):
    def dead(self):
        """Addresses that did not answer when they were last asked."""
        return self.exclude(failure="")


class LinkCheck(models.Model):
    """What an address answered when it was last asked; ``failure`` says in a word why it did not."""

    url = models.URLField(_("address"), max_length=500, unique=True)
    checked = models.DateTimeField(_("checked"))
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    failure = models.CharField(_("failure"), max_length=40, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked address")
        verbose_name_plural = _("checked addresses")
        ordering = ["url"]

    def __str__(self):
        return self.url
