"""Admin views that belong to no one model: each module is one of them, ``urls`` maps them all."""

from functools import wraps

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode


def permission_required_any(*permissions):
    """Decorate a view as an admin view: 403 without any of the permissions ("networks.view_report")."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not any(map(request.user.has_perm, permissions)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return lambda request, *args, **kwargs: admin.site.admin_view(guarded)(request, *args, **kwargs)

    return decorate


def page(request, template, title, status=200, **context):
    context |= admin.site.each_context(request) | {"title": title}
    return render(request, f"admin/editing/{template}", context, status=status)


def changelist_url(model, **query):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{urlencode(query)}" if query else url


def change_url_for(model, pk):
    return reverse(admin_urlname(model._meta, "change"), args=[pk])


def change_url(row):
    return change_url_for(type(row), row.pk)
