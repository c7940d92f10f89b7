"""What the forms of the admin need beside what Django gives them."""

from django import template
from django.utils.text import capfirst

register = template.Library()


@register.filter
def faults(form, formsets):
    """Return (id of the input, its label, what is wrong) for each fault in a form and in its rows."""
    found = list(_faults(form))
    for rows in formsets:
        title = capfirst(rows.opts.verbose_name_plural)
        prefix = rows.formset.prefix
        found += [(f"{prefix}-heading", title, error) for error in rows.formset.non_form_errors()]
        for number, row in enumerate(rows.formset.forms, 1):
            found += _faults(row, f"{title} {number}", f"{prefix}-{number - 1}")
    return found


def _faults(form, row="", row_id=""):
    for name, errors in form.errors.items():
        if name in form.fields:
            label = " – ".join(filter(None, [row, str(form[name].label)]))
            yield from ((form[name].auto_id, label, error) for error in errors)
        elif row:  # what is wrong with a whole record stands above the list already
            yield from ((row_id, row, error) for error in errors)
