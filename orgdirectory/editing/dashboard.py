"""Dashboard: what waits for an editor, on the first page of the admin."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from networks.models import Report
from networks.models.reports import SUBJECTS
from organisations import phones
from organisations.history.changes import latest_revisions
from organisations.languages import language_name, site_languages
from organisations.models import (
    AbstractContactPoint,
    Helpline,
    Person,
    Record,
    contact_models,
    permission,
    record_models,
)
from organisations.publishing import handed_over

from . import change_url, change_url_for, changelist_url
from .dead_links import dead_and_named, points_seen_by
from .duplicates import number_of_pairs
from .texts import kinds_to_translate
from .worklist import count_states, count_to_do

SHOWN = 5
LATEST = 8
UNFINISHED = (Record.Status.DRAFT, Record.Status.REVIEW)


class Row(NamedTuple):
    """One thing that waits: its words, the URL where it is dealt with, more words, and somebody's note."""

    words: str
    url: str
    more: str = ""
    note: str = ""


class Panel(NamedTuple):
    """Things of one kind that wait: how many, the first few, and where all are."""

    title: str
    number: int
    rows: list


class Change(NamedTuple):
    """A revision in a line: what changed [(words, URL of its form)], how, by whom and when."""

    subjects: list
    act: str
    who: str
    date: datetime


def panels(user):
    kinds = [model for model in record_models() if user.has_perm(permission(model, "view"))]
    mine = [model for model in kinds if user.has_perm(permission(model, "change"))]
    to_publish = [model for model in kinds if user.has_perm(permission(model, "publish"))]
    found = []
    if to_publish:
        found.append(waiting(to_publish))
    if mine:
        found += [my_drafts(mine, user), stale(mine)]
    if user.has_perm(permission(Report, "change")):
        found.append(messages(user))
    elif kinds_to_translate(user):
        found.append(proposals(user))
    if Person in to_publish:
        found.append(people_to_ask())
    if mine:
        found += [dead_links(user), *numbers_to_mend(user), likely_duplicates()]
    if translated := kinds_to_translate(user):
        found.append(translations(translated))
    return found


def first_of(querysets, more=None):
    """Return (number of records, the first few as rows) of records of several kinds.

    ``more`` says of some records of one kind what stands beside them: {key: (words, note)}.
    """
    number = sum(records.count() for records in querysets)
    rows = []
    for queryset in querysets:
        records = list(queryset[: SHOWN - len(rows)])
        told = more(records) if more else {}
        rows += [
            Row(str(one), change_url(one), *told.get(one.pk, [capfirst(one._meta.verbose_name)]))
            for one in records
        ]
    return number, rows


def standing(records):
    """Return {key: how far it has come}: draft, in review or returned, by whom and with which words."""
    moved = handed_over(records)
    return {one.pk: in_words(one, moved.get(one.pk)) for one in records}


def in_words(record, moved):
    kind, state = str(capfirst(record._meta.verbose_name)), record.get_status_display()
    if not moved:
        return f"{kind} · {state}", ""
    who = moved.user and (moved.user.get_full_name() or moved.user.get_username())
    return " · ".join(filter(None, [kind, str(moved.get_act_display()), who])), moved.note


def waiting(models):
    handed_in = [model.objects.filter(status=Record.Status.REVIEW) for model in models]
    number, rows = first_of(handed_in, standing)
    return Panel(_("Waiting to be published"), number, rows)


def my_drafts(models, user):
    drafts = []
    for model in models:
        touched = model.history.filter(history_user=user).values("id")
        drafts.append(model.objects.filter(status__in=UNFINISHED, pk__in=touched))
    number, rows = first_of(drafts, standing)
    return Panel(_("My drafts"), number, rows)


def stale(models):
    counts = [(model, model.objects.stale().count()) for model in models]
    rows = [
        Row(capfirst(model._meta.verbose_name_plural), changelist_url(model, checked="stale"), number)
        for model, number in counts
        if number
    ]
    return Panel(_("To be checked again"), sum(n for _model, n in counts), rows)


def messages(user):
    new = Report.objects.visible_to(user).undecided()
    kinds = dict(new.order_by().values_list("kind").annotate(Count("pk")))
    rows = [
        Row(Report.Kind(kind).label, changelist_url(Report, state__exact="new", kind__exact=kind), number)
        for kind, number in kinds.items()
    ]
    return Panel(_("Messages and suggestions of readers"), sum(kinds.values()), rows)


def proposals(user):
    """Return a panel of what readers propose for texts, for who may write these and nothing else."""
    new = Report.objects.visible_to(user).undecided().proposing_texts().select_related(*SUBJECTS)
    rows = [Row(str(one.subject), change_url(one), one.beginning) for one in new[:SHOWN]]
    return Panel(_("Messages and suggestions of readers"), new.count(), rows)


def people_to_ask():
    due = Person.objects.published().filter(review_on__lte=localdate())
    number, rows = first_of([due])
    return Panel(_("People due for review"), number, rows)


def dead_links(user):
    dead = dead_and_named(user)
    rows = [Row(_("Links that lead nowhere"), reverse("editing:dead_links"))] if dead else []
    return Panel(_("Dead links"), len(dead), rows)


def numbers_to_mend(user):
    """Return a panel of the records and helplines whose number is of before the rule on numbers, if any."""
    numbers = {"channel__in": AbstractContactPoint.NUMBERS}
    found = [
        Row(point.value, change_url(point.record), str(point.record))
        for model in contact_models()
        for point in points_seen_by(user, model)
        .filter(**numbers)
        .exclude(value__regex=phones.STORED)
        .select_related("record")
    ]
    lines = Helpline.objects.exclude(phone__regex=phones.STORED)
    found += [Row(line.phone, change_url(line), str(line)) for line in lines]
    return [Panel(_("Numbers that cannot be dialled"), len(found), found[:SHOWN])] if found else []


def likely_duplicates():
    number = number_of_pairs()
    rows = [Row(_("Compare them"), reverse("editing:duplicates"))] if number else []
    return Panel(_("Records that look alike"), number, rows)


def latest_changes(user):
    return [
        Change(
            [(words, change_url_for(model, pk)) for words, model, pk in subjects[:SHOWN]],
            revision.get_act_display(),
            str(revision.user or ""),
            revision.date,
        )
        for revision, subjects in latest_revisions(user, LATEST)
    ]


def translations(models):
    counted = {model: count_states(model) for model in models}
    worklist = reverse("editing:worklist")
    rows = [
        Row(capfirst(language_name(language)), f"{worklist}?language={language}", number)
        for language in site_languages()
        if (number := count_to_do(counted, language))
    ]
    total = sum(row.more for row in rows)
    return Panel(_("What is to be translated"), total, rows)
