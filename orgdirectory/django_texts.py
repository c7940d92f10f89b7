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
    _("Delete"),
    _("Save"),
    _("Save and add another"),
    _("Save and continue editing"),
    _("Add %(name)s"),
    _("Add another %(verbose_name)s"),
    _("Add another %(model)s"),
    _("Change selected %(model)s"),
    _("View selected %(model)s"),
    _("Select %s"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("You may edit it again below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("Delete selected %(verbose_name_plural)s"),
    _("Successfully deleted %(count)d %(items)s."),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("No action selected."),
    _("0 of %(cnt)s selected"),
    _("Select all %(total_count)s %(module_name)s"),
    _("Clear selection"),
    _("Select this object for an action - {}"),
    _("Select all objects on this page for an action"),
    _("Clear all filters"),
    _("Start typing to filter…"),
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    _("Objects"),
    _("Yes, I’m sure"),
    _("No, take me back"),
    _("View site"),
    _("Change password"),
    _("Change password: %s"),
    _("Change my password"),
    _("Password change"),
    _("Logged out"),
    _("Thanks for spending some quality time with the web site today."),
    _("Log in again"),
    _("Authentication and Authorization"),
    _("user"),
    _("users"),
    _("superuser status"),
    _(
        "Deleting the selected %(objects_name)s would require deleting the following "
        "protected related objects:"
    ),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected"),
]

# Texts of Django's scripts, that do not look into our catalogues by themselves.
TEXTS_OF_SCRIPTS = [_("%(sel)s of %(cnt)s selected"), _("Chosen %s")]
