"""The site map. Every page that people read has its language first in its address."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path
from django.views.generic import TemplateView

from .feedback import confirmation, receipts, reports
from .public import (
    booklet,
    connections,
    help,
    home,
    information_sheet,
    leaving,
    search,
    security_txt,
    sources,
    ties,
    timeline,
    views,
)
from .public.sitemaps import SECTIONS

handler400 = "orgdirectory.database_errors.bad_request"
handler403 = "orgdirectory.errors.permission_denied"
handler404 = "orgdirectory.public.addresses.page_not_found"
handler500 = "orgdirectory.database_errors.server_error"

SITEMAPS = {"sitemaps": SECTIONS, "content_type": "application/xml; charset=utf-8"}

urlpatterns = [
    # /
    path("", views.negotiate, name="negotiate"),
    # /-/ is what the tab's history says of each page that was left
    path("-/", leaving.neutral, name="neutral"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain; charset=utf-8"),
        name="robots",
    ),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("sitemap.xml", index, SITEMAPS | {"sitemap_url_name": "sitemap_section"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, SITEMAPS, name="sitemap_section"),
    # /<language>/
    *i18n_patterns(
        path("", home.home, name="home"),
        path("help/", help.needs, name="help"),
        path("help/<slug:slug>/", help.need, name="need"),
        path("", include("organisations.urls")),
        path("", include("networks.urls")),
        path("sheet/", information_sheet.information_sheet, name="sheet"),
        path("sheet/<str:code>/", information_sheet.printed_sheet, name="printed_sheet"),
        path("booklet/<slug:slug>/", booklet.booklet, name="booklet"),
        path("search/", search.Search.as_view(), name="search"),
        path("search/suggest/", search.suggest, name="suggest"),
        path("timeline/", timeline.Timeline.as_view(), name="timeline"),
        path("focus-areas/", views.focus_area_list, name="focus_area_list"),
        path("focus-areas/<slug:slug>/", views.focus_area, name="focus_area"),
        path("countries/", views.country_list, name="country_list"),
        path("countries/<slug:code>/", views.country, name="country"),
        path("connections/", connections.connections, name="connections"),
        path("ties/", ties.Ties.as_view(), name="ties"),
        path("sources/", sources.source_list, name="source_list"),
        path("sources/<slug:slug>/", sources.SourceDetail.as_view(), name="source_detail"),
        path(
            "sources/<slug:slug>/<int:paragraph>/",
            sources.SourceParagraph.as_view(),
            name="source_paragraph",
        ),
        path("sources/<slug:slug>/cite.<slug:extension>", sources.source_citation, name="source_citation"),
        path("safety/", views.safety, name="safety"),
        path("about/", views.about, name="about"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("report/", reports.report, name="report"),
        path("report/sent/<str:ticket>/", receipts.sent, name="report_sent"),
        path("report/outcome/", receipts.outcome, name="report_outcome"),
        path("report/outcome/<str:ticket>/", receipts.shown_outcome, name="report_outcome_shown"),
        path("check/<str:token>/", confirmation.confirmation, name="check"),
        path("admin/", include("orgdirectory.editing.urls")),
        path("admin/", admin.site.urls),
        *([path("design/", views.design, name="design")] if settings.DEBUG else []),
    ),
]
