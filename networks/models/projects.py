"""Projects, services, events and works, and who took part in them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organisations.dates import END_UNKNOWN, FROM, SINCE, format_period
from organisations.fields import PLANNED_AHEAD, CheckedChoiceField, PartialDateField, in_order
from organisations.models import (
    CONTACT_FACETS,
    AbstractContactPoint,
    Language,
    Organisation,
    OtherName,
    Person,
    Provider,
    Record,
    Tie,
    easy_read_field,
    one_party,
    party,
    tied_once,
)

from .networks import Network
from .stages import Stage, Staged


class Project(Staged, Provider):
    """What somebody did, runs or made: a project, a service, an event, a book, a film, a prize."""

    search_order = 3
    texts = (*Record.texts, "easy_read")
    parent_field = "parent"
    running_roles = ("lead", "host")  # of those who answer for it
    ruled = (*Record.ruled, "parent")

    class Kind(models.TextChoices):
        PROJECT = "project", _("project")
        SERVICE = "service", _("service")
        EVENT = "event", _("event")
        CAMPAIGN = "campaign", _("campaign")
        TRAINING = "training", _("training")
        PUBLICATION = "publication", _("publication")
        FILM = "film", _("film")
        RADIO = "radio", _("radio programme")
        AWARD = "award", _("award")

    facts = (
        "name",
        "kind",
        "stage",
        "start_date",
        "end_date",
        "parent",
        "minimum_age",
        "maximum_age",
        "target_groups",
        "needs",
        "places",
        "languages",
        "focus_areas",
        "summary",
        "description",
        "other_names",
    )
    expected_facts = {
        "": ("kind", "stage", "start_date", "places"),
        Kind.SERVICE: ("stage", "start_date", "places", "languages"),
        Kind.PUBLICATION: ("start_date", "languages"),
        Kind.FILM: ("start_date", "languages"),
        Kind.RADIO: ("stage", "start_date", "languages"),
        Kind.AWARD: ("start_date",),
    }
    facet_paths = (
        Provider.facet_paths
        | CONTACT_FACETS
        | {
            "kind": ["kind"],
            "network": [
                "participations__network__slug",
                "participations__organisation__memberships__network__slug",
            ],
            "language": ["languages__code"],
        }
    )

    schema_types = {
        "": "Project",
        Kind.SERVICE: "Service",
        Kind.EVENT: "Event",
        Kind.PUBLICATION: "CreativeWork",
        Kind.FILM: "Movie",
        Kind.RADIO: "RadioSeries",
        Kind.AWARD: "Thing",
    }
    helping_kinds = (Kind.SERVICE,)

    kind = CheckedChoiceField(
        _("kind"), choices=Kind, blank=True, default="", help_text=_("Only if a source shows it.")
    )
    start_date = PartialDateField(_("start"), help_text=_("As precise as the source gives it: 2019-02-03."))
    end_date = PartialDateField(
        _("end"), ahead=PLANNED_AHEAD, help_text=_("The same as the start for what happened once.")
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    places_of_provider = models.BooleanField(
        _("places of who runs it"),
        default=False,
        db_default=False,
        help_text=_("Sources name no place of it, only those of who runs it; these stand here."),
    )
    minimum_age = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    languages = models.ManyToManyField(
        Language,
        blank=True,
        verbose_name=_("languages"),
        help_text=_("Languages in which it is offered, spoken or published."),
    )

    easy_read = easy_read_field()

    class Meta(Provider.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            *Provider.Meta.constraints,
            in_order("start_date", "end_date"),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=F("minimum_age")),
                name="%(class)s_ages_in_order",
                violation_error_message=_("The oldest age is below the youngest."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="%(class)s_not_its_own_part",
                violation_error_message=_("A project is not part of itself."),
            ),
        ]

    @classmethod
    def offering_help(cls):
        goes_on = ~Q(stage__in=(Stage.PLANNED, Stage.COMPLETED))
        return super().offering_help() & goes_on & Q(kind__in=cls.helping_kinds)

    def get_absolute_url(self):
        return reverse("networks:project_detail", args=[self.slug])

    def clean(self):
        super().clean()
        if self.pk and self.pk in self.wholes():
            raise ValidationError({"parent": _("A project is not part of itself.")})

    def wholes(self):
        """Return the keys of what it is part of, and of what that is part of, and so on."""
        found, key = [], self.parent_id
        while key and key not in found:
            found.append(key)
            key = Project._base_manager.filter(pk=key).values_list("parent", flat=True).first()
        return found

    @classmethod
    def shown_in_lists(cls):
        """Return the relations that a card shows, those who run it among them: they may be asked."""
        running = Participation.objects.published().filter(
            role__slug__in=cls.running_roles, organisation__isnull=False
        )
        running = running.select_related("organisation__seat").prefetch_related(
            "organisation__places", "organisation__contact_points__languages"
        )
        return [*super().shown_in_lists(), models.Prefetch("participations", running, to_attr="run_by")]

    @property
    def period_display(self):
        onwards = SINCE if self.goes_on_today else FROM if self.has_state else END_UNKNOWN
        return format_period(self.start_date, self.end_date, onwards)


class ProjectName(OtherName):
    record = models.ForeignKey(Project, models.CASCADE, related_name="other_names", verbose_name=_("project"))


class ProjectContactPoint(AbstractContactPoint):
    record = models.ForeignKey(
        Project, models.CASCADE, related_name="contact_points", verbose_name=_("project")
    )


class Participation(Tie):
    """Somebody has a role in a project (lead, speaker), or another project has (predecessor, outcome)."""

    party_fields = ("organisation", "person", "network", "other_project")
    target_field = "project"

    organisation = party(Organisation, "participations", _("organisation"))
    person = party(Person, "participations", _("person"))
    network = party(Network, "participations", _("network"))
    other_project = party(Project, "participations_elsewhere", _("other project"))
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="participations", verbose_name=_("in the project")
    )

    class Meta(Tie.Meta):
        verbose_name = _("participation")
        verbose_name_plural = _("who takes part in projects")
        constraints = [
            *Tie.Meta.constraints,
            one_party("organisation", "person", "network", "other_project"),
            *tied_once("organisation", "person", "network", "other_project", "project"),
            models.CheckConstraint(
                condition=Q(other_project__isnull=True) | ~Q(other_project=F("project")),
                name="%(class)s_not_with_itself",
                violation_error_message=_("A project is not tied to itself."),
            ),
        ]

    @property
    def takes_time(self):
        return super().takes_time or self.role.slug in Project.running_roles
