from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("orgdirectory – for editors")
admin.site.site_title = _("orgdirectory – for editors")
admin.site.index_title = _("Records and vocabularies")
admin.site.site_url = reverse_lazy("home")  # in the editor's language

YES_AND_NO = {True: ("yes", _("Yes")), False: ("no", _("No")), None: ("unknown", _("Unknown"))}


def boolean_icon(value):
    """Return the admin's picture for yes and no, with its word in the editor's language."""
    icon, word = YES_AND_NO[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), word)


# Django says "True" and "False" in every language, and has no setting for it.
admin_list._boolean_icon = boolean_icon
