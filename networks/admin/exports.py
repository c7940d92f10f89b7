"""Lists of records as files: what an editor sees in a list, or chose there, to be corrected and handed in."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organisations import tables
from organisations.models import permission

from ..exports import exported
from ..imports import columns


@admin.action(description=_("Save as a table: CSV"), permissions=["export"])
def save_csv(admin, request, queryset):
    return admin.table_of(request, queryset, "csv")


@admin.action(description=_("Save as a table: Excel"), permissions=["export"])
def save_xlsx(admin, request, queryset):
    return admin.table_of(request, queryset, "xlsx")


class Exported:
    """Mixin: a list with its filters, or what is chosen in it, leaves as CSV or XLSX.

    It is for who may change records: what the form shows her is in the files, also what readers never see.
    """

    def has_export_permission(self, request):
        return request.user.has_perm(permission(self.model, "change"))

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_table"
        view = self.admin_site.admin_view(self.table_view)
        return [path("table.<str:extension>", view, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        links = self.table_links(request) if self.has_export_permission(request) else ()
        return super().changelist_view(request, {"tables": links} | (extra_context or {}))

    def table_links(self, request):
        """Return [(name, address)] of the files that hold the list as it is shown."""
        query = request.GET.urlencode()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_table"
        return [
            (words, f"{reverse(name, args=[extension])}?{query}")
            for extension, words in (("csv", "CSV"), ("xlsx", "Excel"))
        ]

    def table_view(self, request, extension):
        """Hand out the list that a query of the list names."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if extension not in FILES:
            raise Http404(extension)
        try:
            queryset = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            self.message_user(request, _("The list has no such filter."), messages.ERROR)
            return HttpResponseRedirect(reverse(admin_urlname(self.opts, "changelist")))
        return self.table_of(request, queryset, extension)

    def table_of(self, request, queryset, extension):
        if not self.has_export_permission(request):
            raise PermissionDenied
        named = [column._replace(label=str(column.label)) for column in columns(self.model)]
        make, content_type, response = FILES[extension]
        headers = {"Content-Disposition": f'attachment; filename="{self.opts.model_name}.{extension}"'}
        content = make(named, get_language(), exported(queryset))
        return response(content, content_type=content_type, headers=headers)


FILES = {
    "csv": (tables.csv_pieces, "text/csv; charset=utf-8", StreamingHttpResponse),
    "xlsx": (tables.xlsx_template, tables.XLSX_TYPE, HttpResponse),
}
