"""Texts of Django that Django 6.1 itself lacks in Swedish or Arabic, or says less plainly.

They stand here only so that our catalogues hold them; ours come before
Django's. Take a line out when Django has it.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

TEXTS = [
    _("Enter a whole number."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("- Select an option -"),
    _("Run"),
    _("Logout"),
    _("Filter by %(field_name)s"),
    _("Search %(name)s"),
    _("Pagination %(name)s"),
    _("Pagination %(name)s entries"),
    _("No %s matches the given query."),
    _('The app "%s" could not be found.'),
    _(
        "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? "
        "All of the following related items will be deleted:"
    ),
    _(
        "Deleting the %(object_name)s “%(escaped_object)s” would result in deleting related objects, "
        "but your account doesn't have permission to delete the following types of objects:"
    ),
    _(
        "Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following "
        "protected related objects:"
    ),
    ngettext_lazy("…and %(count)d more object.", "…and %(count)d more objects."),
]
