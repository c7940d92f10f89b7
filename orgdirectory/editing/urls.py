"""The admin's pages beside those of the models, all beneath /<language>/admin/."""

from django.urls import path, re_path

from . import confirmation_requests as confirmation_requests
from . import dead_links as links
from . import duplicates as duplicates
from . import import_files, import_leftovers, import_undoing, import_words, imports, po_files, worklist

app_name = "editing"

urlpatterns = [
    path("ask/<slug:kind>/<int:pk>/", confirmation_requests.ask, name="ask"),
    path("links/", links.dead_links, name="dead_links"),
    path("worklist/", worklist.worklist, name="worklist"),
    path("worklist/files/", po_files.po_files, name="po_files"),
    path("worklist/files/<slug:language>.po", po_files.export, {"kind": "po"}, name="po_export"),
    path("worklist/files/<slug:language>.xlf", po_files.export, {"kind": "xlf"}, name="xliff_export"),
    path("twins/", duplicates.duplicates, name="duplicates"),
    path("twins/<slug:kind>/<int:first>/<int:second>/", duplicates.mark_distinct, name="mark_distinct"),
    path("import/<slug:kind>/", import_files.start, name="import_start"),
    re_path(
        r"^import/(?P<kind>[a-z]+)/template\.(?P<extension>csv|xlsx)$",
        import_files.template,
        name="import_template",
    ),
    path("import/<slug:kind>/<int:pk>/", imports.file, name="import_file"),
    path("import/<slug:kind>/<int:pk>/columns/", import_files.layout, name="import_columns"),
    path("import/<slug:kind>/<int:pk>/run/", imports.run, name="import_run"),
    path("import/<slug:kind>/<int:pk>/undo/", import_undoing.undo, name="import_undo"),
    re_path(
        r"^import/(?P<kind>[a-z]+)/(?P<pk>[0-9]+)/left\.(?P<extension>csv|xlsx)$",
        import_leftovers.leftovers,
        name="import_leftovers",
    ),
    path("import/<slug:kind>/<int:pk>/words/", import_words.words, name="import_words"),
    path("import/<slug:kind>/<int:pk>/words/<slug:vocabulary>/", import_words.word, name="import_word"),
    path("import/<slug:kind>/<int:pk>/discard/", imports.discard, name="import_discard"),
]
