from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("orgdirectory – for editors")
admin.site.site_title = _("orgdirectory – for editors")
admin.site.index_title = _("Records and vocabularies")
