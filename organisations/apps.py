from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("Organisations and people")

    def ready(self):
        from .history import signals  # noqa: F401  (its receivers)
        from .search import check, index  # noqa: F401  (index: its receivers)

        register(check.search_documents_follow_records, Tags.database)
