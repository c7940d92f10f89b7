"""The filters of the lists of networks and projects."""

from django.utils.translation import gettext_lazy as _

from organisations.filters import (
    FacetedFilter,
    FacetFilter,
    RecordFilter,
    VocabularyFilter,
    YearFilter,
    channels,
    languages,
)

from .models import Network, Project


class NetworkFilter(RecordFilter):
    kind = FacetFilter("kind", _("kind"), Network.Kind.choices)
    language = VocabularyFilter("language", _("language of support"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta(FacetedFilter.Meta):
        model = Network
        fields = ["q", "kind", "country", "focus", "network", "language", "answers", "channel"]
        fields += ["founded_since", "founded_until", "since", "until"]


class ProjectFilter(RecordFilter):
    kind = FacetFilter("kind", _("kind"), Project.Kind.choices)
    founded_since = YearFilter(label=_("begun from year"))
    founded_until = YearFilter(label=_("begun to year"))
    begun = _("Begun in the years")
    language = VocabularyFilter("language", _("language"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta(FacetedFilter.Meta):
        model = Project
        fields = ["q", "kind", "country", "focus", "network", "language", "answers", "channel"]
        fields += ["founded_since", "founded_until", "since", "until"]
