from django.apps import AppConfig
from django.contrib.admin import apps


class OrgdirectoryConfig(AppConfig):
    name = "orgdirectory"
    default = True


class EditorsAdminConfig(apps.AdminConfig):
    """Django's admin behind a second factor."""

    default = False
    default_site = "orgdirectory.accounts.site.EditorsSite"
