from django.apps import AppConfig
from django.contrib.admin import apps
from django.core.checks import Tags, register


class OrgdirectoryConfig(AppConfig):
    name = "orgdirectory"
    default = True

    def ready(self):
        from .operations.checks import commits_are_durable

        register(commits_are_durable, Tags.database)


class EditorsAdminConfig(apps.AdminConfig):
    """Django's admin behind a second factor."""

    default = False
    default_site = "orgdirectory.accounts.site.EditorsSite"
