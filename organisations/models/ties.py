"""What ties records together: who is what, in what, and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..dates import AT_ONCE, END_UNKNOWN, FROM, as_of, format_period
from ..fields import PLANNED_AHEAD, LineField, PartialDateField, in_order, period_excludes
from .former_slugs import FormerSlug
from .records import Record, has_year, permission
from .rules import RuledQuerySet
from .vocabularies import Indexed, Role

AS_OF_HELP = _("When a source says that it is so. Left empty, the date of the source that is cited.")


def one_of(*fields):
    """Return a condition for a CheckConstraint: just one of the foreign keys is set."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return condition


class TieQuerySet(RuledQuerySet):
    def published(self):
        """Ties whose two ends the public may both see."""
        party = Q()
        for field in self.model.party_fields:
            party |= Q(**{f"{field}__status": Record.Status.PUBLISHED})
        return self.filter(party, **{f"{self.model.target_field}__status": Record.Status.PUBLISHED})

    def visible_to(self, user):
        """Ties that somebody signed in may see: none with a withdrawn record, but for publishers."""
        hidden = Q()
        for field in (*self.model.party_fields, self.model.target_field):
            model = self.model._meta.get_field(field).related_model
            if not user.has_perm(permission(model, "publish")):
                hidden |= Q(**{f"{field}__status": Record.Status.WITHDRAWN})
        return self.exclude(hidden) if hidden else self.all()

    def as_of(self, year):
        """Ties not known to begin after a year or to end before it."""
        return self.not_outside(year, year)

    def not_outside(self, first=None, last=None):
        """Ties not known to begin after the last of some years or to end before the first."""
        return self.exclude(period_excludes("start_date", "end_date", first, last))

    def dated(self):
        """Ties of which some year is known."""
        return self.filter(has_year("start_date") | has_year("end_date"))

    def with_ends(self):
        """Fetch both ends and the role with the tie, and put the first roles first."""
        ends = (*self.model.party_fields, self.model.target_field)
        return self.select_related("role", *ends).order_by("role__position", "start_date", "pk")


class TieManager(models.Manager.from_queryset(TieQuerySet)):
    def get_by_natural_key(self, party_field, party, target, role, start_date):
        """Find a tie by what it ties; its role may have been renamed since a fixture was written."""
        ends = {f"{party_field}__slug": party, f"{self.model.target_field}__slug": target}
        try:
            return self.get(**ends, role__slug=role, start_date=start_date)
        except self.model.DoesNotExist:
            if not (present := FormerSlug.objects.follow(Role, [role])):
                raise
            return self.get(**ends, role__slug=present[role], start_date=start_date)


class Tie(Indexed):
    """A party has a role in a target, between two dates.

    The target is one foreign key (``target_field``); the party is one of
    several (``party_fields``), of which just one is set.
    """

    party_fields = ()
    target_field = ""
    facts = ("role", "start_date", "end_date", "note")
    states = ("role",)  # the facts of which ``as_of`` tells when they were so

    role = models.ForeignKey(Role, models.PROTECT, verbose_name=_("role"), related_name="+")
    start_date = PartialDateField(_("start"))
    end_date = PartialDateField(_("end"), ahead=PLANNED_AHEAD)
    as_of = PartialDateField(_("as of"), db_default="", help_text=AS_OF_HELP)
    note = LineField(
        _("note"), max_length=200, blank=True, help_text=_("A few words, only if the role needs them.")
    )

    objects = TieManager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            in_order("start_date", "end_date"),
        ]

    def __str__(self):
        return f"{self.party} – {self.role_name} – {self.target}"

    def natural_key(self):
        field = self.party_field
        return (field, getattr(self, field).slug, self.target.slug, self.role.slug, self.start_date)

    @classmethod
    def other_end_fields(cls, field):
        """Return the foreign keys that may lead to the other end from one end."""
        return cls.party_fields if field == cls.target_field else (cls.target_field,)

    @property
    def party_field(self):
        return next((field for field in self.party_fields if getattr(self, f"{field}_id")), None)

    @property
    def party(self):
        """The record that has the role."""
        field = self.party_field
        return getattr(self, field) if field else None

    @property
    def target(self):
        """The record in which the party has the role."""
        return getattr(self, self.target_field)

    @property
    def takes_time(self):
        """Whether the role is one that somebody has for a time, and not what was done at once."""
        return self.role.lasting

    @property
    def role_name(self):
        """The role in words that agree with who has it."""
        return self.role.said_of(self.party)

    @property
    def has_state(self):
        """Whether it tells of a state that may have ended since."""
        return self.role.lasting and not (self.end_date or self.target.known_end)

    def period(self, is_state):
        """Return when it was, in words, beside which that of a state tells as of when."""
        onwards = FROM if is_state else END_UNKNOWN if self.takes_time else AT_ONCE
        return format_period(self.start_date, self.end_date, onwards)

    @property
    def period_display(self):
        """When it was, in words; of a state also as of when that is known."""
        told = [self.period(self.has_state), self.has_state and as_of(self.as_of)]
        return _(", ").join(str(words) for words in told if words)


def party(model, related_name, label):
    """Return the foreign key to one of the records that may have the role in a tie."""
    return models.ForeignKey(
        model, models.CASCADE, null=True, blank=True, related_name=related_name, verbose_name=label
    )


def one_party(*fields):
    """Return the constraint that just one party is set, worded for editors."""
    return models.CheckConstraint(
        condition=one_of(*fields),
        name="%(class)s_one_party",
        violation_error_message=_("Choose just one: who has the role?"),
    )


def tied_once(*fields):
    """Return one unique constraint a party: the same role from the same date only once."""
    *parties, target = fields
    return [
        models.UniqueConstraint(
            fields=[party, target, "role", "start_date"],
            name=f"%(class)s_{party}_once",
            violation_error_message=_("This tie is already there."),
        )
        for party in parties
    ]
