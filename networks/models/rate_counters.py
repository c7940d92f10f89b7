"""How often something happened lately: limits that all workers share."""

from time import time

from django.db import connection, models
from django.utils.translation import gettext_lazy as _


class RateCounterManager(models.Manager):
    def hit(self, keys, seconds):
        """Count once more what has these keys; return how often each was counted since the first time.

        ``seconds`` after the first time it begins anew.
        """
        now = int(time())
        values = ", ".join(["(%s, 1, %s)"] * len(keys))
        parts = [part for key in sorted(keys) for part in (key, now + seconds)]
        with connection.cursor() as cursor:
            cursor.execute(HIT % values, [*parts, now, now])
            counts = dict(cursor.fetchall())
        return [counts[key] for key in keys]

    def counts_of(self, keys):
        """Return how often what has these keys was counted, without counting it."""
        counts = dict(self.filter(key__in=keys, until__gt=time()).values_list("key", "number"))
        return [counts.get(key, 0) for key in keys]

    def forget_expired(self):
        """Delete what no longer counts; whoever counts calls it, and housekeeping."""
        return self.filter(until__lte=time()).delete()[0]


class RateCounter(models.Model):
    """A number under a key that tells nobody whose it is: a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    until = models.PositiveBigIntegerField(db_index=True)  # seconds since 1970

    objects = RateCounterManager()

    class Meta:
        verbose_name = _("rate counter")
        verbose_name_plural = _("rate counters")
        default_permissions = ()

    def __str__(self):
        return f"{self.number} until {self.until}"


TABLE = RateCounter._meta.db_table
# One statement, so that two workers at once count two; in the order of the keys, against deadlocks.
HIT = f"""
INSERT INTO {TABLE} AS old (key, number, until) VALUES %s
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN old.until <= %%s THEN 1 ELSE old.number + 1 END,
    until = CASE WHEN old.until <= %%s THEN excluded.until ELSE old.until END
RETURNING key, number
"""
