from django.apps import AppConfig


class OrgdirectoryConfig(AppConfig):
    name = "orgdirectory"
