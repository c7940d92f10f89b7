"""The filters of the lists of networks and projects."""

from django.utils.translation import gettext_lazy as _

from organisations.filters import FacetFilter, RecordFilter, VocabularyFilter, channels, languages

from .models import Network, Project


class NetworkFilter(RecordFilter):
    kind = FacetFilter("kind", _("kind"), Network.Kind.choices)
    language = VocabularyFilter("language", _("language of support"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta:
        model = Network
        fields = ["q", "country", "focus", "kind", "network", "language", "answers", "channel"]
        fields += ["since", "until"]


class ProjectFilter(RecordFilter):
    kind = FacetFilter("kind", _("kind"), Project.Kind.choices)
    language = VocabularyFilter("language", _("language"), languages)
    answers = VocabularyFilter("answers", _("answers in"), languages)
    channel = FacetFilter("channel", _("how to reach them"), channels)

    class Meta:
        model = Project
        fields = ["q", "country", "focus", "kind", "network", "language", "answers", "channel"]
        fields += ["since", "until"]
