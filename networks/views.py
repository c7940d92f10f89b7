"""List and detail of networks and projects."""

from django.utils.translation import gettext_lazy as _

from organisations.pictures.timeline import dated
from organisations.views import RecordDetail, RecordList

from .filters import NetworkFilter, ProjectFilter
from .models import Network, Project


class NetworkList(RecordList):
    model = Network
    filterset_class = NetworkFilter
    title = _("Networks")


class NetworkDetail(RecordDetail):
    model = Network
    prefetched = ("languages", "needs", "target_groups")
    layout = (
        (_("Organisations"), "memberships", "organisation"),
        (_("People"), "memberships", "person"),
        (_("Other networks"), "memberships", "member_network"),
        (_("Roles in other networks"), "memberships_elsewhere", "network"),
        (_("Projects, services and events"), "participations", "project"),
    )


class ProjectList(RecordList):
    model = Project
    filterset_class = ProjectFilter
    title = _("Projects, services and events")


class ProjectDetail(RecordDetail):
    model = Project
    template_name = "networks/project_detail.html"
    prefetched = ("languages", "needs", "target_groups")
    layout = (
        (_("Organisations"), "participations", "organisation"),
        (_("Networks"), "participations", "network"),
        (_("People"), "participations", "person"),
        (_("Other projects"), "participations", "other_project"),
        (_("Roles in other projects"), "participations_elsewhere", "project"),
    )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"parts": self.object.parts}

    def dated_things(self, sections):
        return super().dated_things(sections) + [dated(part) for part in self.object.parts]
