"""Admin site: asks for a second factor, and loses no form that is sent after the session has ended."""

import logging
from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from organisations.text import clean, clean_query

from ..database_errors import state_of
from ..django_texts import TEXTS_OF_SCRIPTS
from . import views as sign_in

security = logging.getLogger("orgdirectory.security")
YES_AND_NO = {True: ("yes", _("Yes")), False: ("no", _("No")), None: ("unknown", _("Unknown"))}


# What is described, what ties it and vouches for it, what is said of it, the words for it.
MENU = (
    (_("Records"), ["Organisation", "Network", "Project", "Person", "Source"]),
    (_("Ties and citations"), ["Affiliation", "Membership", "Participation", "Citation"]),
    (_("Readers"), ["Report", "Helpline"]),
    (_("Vocabularies"), ["Need", "FocusArea", "TargetGroup", "Place", "Role", "Language", "Concept"]),
    (_("Accounts"), ["User", "Group"]),
)


def boolean_icon(value):
    icon, word = YES_AND_NO[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), word)


# Django says "True" and "False" in every language, and has no setting for it.
admin_list._boolean_icon = boolean_icon


def without_bad_filters(view, request, *args, **kwargs):
    """Redirect to the unfiltered list where a filter breaks the query; Django does so for most."""
    try:
        return view(request, *args, **kwargs)
    except (ValueError, OverflowError, DatabaseError) as error:
        is_list = request.resolver_match.url_name.endswith("_changelist")
        if not is_list or ERROR_FLAG in request.GET or state_of(error):
            raise
        return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")


class ScriptTexts(JavaScriptCatalog):
    """The texts of the admin's scripts, where ours come before Django's."""

    packages = ["django.contrib.admin"]

    def get_catalog(self):
        return super().get_catalog() | {text: gettext(text) for text in TEXTS_OF_SCRIPTS}


class EditorsSite(AdminSite):
    site_header = site_title = _("orgdirectory – for editors")
    index_title = _("Overview")
    site_url = reverse_lazy("home")  # in the editor's language

    def get_urls(self):
        return [
            path("login/code/", sign_in.code, name="code"),
            path("login/app/", sign_in.set_up, name="set_up"),
            path("login/kept/", self.admin_view(sign_in.kept), name="kept"),
            path("second-factor/", self.admin_view(sign_in.second_factor), name="second_factor"),
            path("second-factor/codes/", self.admin_view(sign_in.new_codes), name="recovery_codes"),
            path("second-factor/passkey/", self.admin_view(sign_in.passkey), name="passkey"),
            path("second-factor/sessions/", self.admin_view(sign_in.end_sessions), name="end_sessions"),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def get_app_list(self, request, app_label=None):
        """List kinds of things in the order of the work, not by app and alphabet; accounts come last."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = [(title, [models.pop(name) for name in names if name in models]) for title, names in MENU]
        if models:
            groups[-1][1].extend(models.values())
        return [
            {"name": title, "app_label": f"menu-{number}", "models": found}
            for number, (title, found) in enumerate(groups, 1)
            if found
        ]

    def has_permission(self, request):
        return super().has_permission(request) and getattr(request.user, "otp_device", None) is not None

    def admin_view(self, view, cacheable=False):
        """Guard a page as Django does, but save a form that is sent after the session has ended."""
        guarded = super().admin_view(view, cacheable)

        def logged(request, *args, **kwargs):
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied:
                security.warning("refused", extra={"user": request.user.pk})
                raise

        def inner(request, *args, **kwargs):
            kwargs |= {name: clean(value) for name, value in kwargs.items() if isinstance(value, str)}
            request.POST = clean_query(request.POST)
            if request.method != "POST" or request.path == reverse("admin:logout"):
                return without_bad_filters(logged, request, *args, **kwargs)
            if not self.has_permission(request):
                return sign_in.session_expired(request)
            request.session.pop(sign_in.SAVED_POST, None)
            return logged(request, *args, **kwargs)

        return update_wrapper(inner, guarded)

    def view_on_site(self, request, content_type_id, object_id):
        """Lead to the public page of what her own lists show: the address of any other tells its name."""
        kind = ContentType.objects.filter(pk=content_type_id if content_type_id.isdecimal() else 0).first()
        model_admin = self._registry.get(kind and kind.model_class())
        found = model_admin and model_admin.get_object(request, object_id)
        if not found or not model_admin.has_view_or_change_permission(request, found):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def login(self, request, extra_context=None):
        return sign_in.password(request)

    def password_change(self, request, extra_context=None):
        return sign_in.new_password(request, extra_context)

    def i18n_javascript(self, request, extra_context=None):
        return ScriptTexts.as_view()(request)

    def logout(self, request, extra_context=None):
        if request.method == "GET":  # another language was chosen on the page after signing out
            return redirect("admin:index")
        response = super().logout(request, extra_context)
        response.headers["Clear-Site-Data"] = '"cookies", "storage"'
        return response
