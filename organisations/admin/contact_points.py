"""How editors keep the ways to reach a record; opening hours are seven short inputs and a tick."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .. import opening_hours
from .base import ConfidentialityForPublishers, EveryRule, FoldedInline, Line, in_every_language


class HoursWidget(forms.MultiWidget):
    """A row for each day, from–to, and a tick for all hours of all days; it needs no script."""

    template_name = "admin/hours.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        days = [forms.TextInput(attrs={"dir": "ltr", "size": 14, "autocomplete": "off"}) for _day in range(7)]
        super().__init__([forms.CheckboxInput(), *days], attrs)

    def id_for_label(self, id_):
        return id_  # what describes the group is called by it

    def decompress(self, value):
        """Return the tick and the hours of each day; hours that cannot be read stand in no input."""
        days = read(value)
        if value == opening_hours.ALWAYS:
            return [True, *[""] * 7]
        return [False, *(opening_hours.words_of(days.get(day, [])).replace(",", ", ") for day in range(7))]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        always, *days = context["widget"]["subwidgets"]
        names = [capfirst(opening_hours.day_name(day)) for day in range(7)]
        return context | {"always": always, "days": list(zip(names, days, strict=True))}


def read(value):
    try:
        return opening_hours.parse(value or "")
    except ValidationError:
        return {}


class HoursField(forms.MultiValueField):
    """Opening hours from the inputs of ``HoursWidget``; digits of any keyboard will do."""

    def __init__(self, **kwargs):
        days = [forms.CharField(required=False, max_length=60) for _day in range(7)]
        fields = [forms.BooleanField(required=False), *days]
        super().__init__(fields, require_all_fields=False, required=False, widget=HoursWidget, **kwargs)

    def compress(self, values):
        always, *texts = values or [False]
        if always:
            return opening_hours.ALWAYS
        days, errors = {}, []
        for day, text in enumerate(texts):
            try:
                days[day] = opening_hours.spans(text) if text else []
            except ValidationError as error:
                errors += [f"{capfirst(opening_hours.day_name(day))}: {one}" for one in error.messages]
        if errors:
            raise ValidationError(errors)
        return opening_hours.written(opening_hours.checked(days))

    def has_changed(self, initial, data):
        try:
            return (initial or "") != self.clean(data)
        except ValidationError:
            return True


class WithHours(forms.ModelForm):
    opening_hours = HoursField(
        label=_("opening hours"),
        help_text=_("Each day from–to: 9–16, or 9–12, 13–16. Empty days are closed."),
    )


class ContactPointForm(WithHours, EveryRule):
    pass


class ContactPoints(ConfidentialityForPublishers, FoldedInline):
    form = ContactPointForm
    any_direction = ("value",)
    autocomplete_fields = ["languages"]
    fields = (
        ("channel", "value"),
        "languages",
        "opening_hours",
        in_every_language("hours_note"),
        in_every_language("audience"),
        "cost",
        "confidentiality",
    )

    def in_short(self, row):
        return Line(row.value, row.get_channel_display())
