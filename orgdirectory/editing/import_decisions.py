"""What editors decide of the rows of a file before it is imported."""

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from networks.imports.rows import NEW, OUT, Doubt, Likely, Outcome
from networks.models import ImportFile
from organisations.duplicates import Index, all_keys
from organisations.languages import Text, site_languages
from organisations.text import number

ANOTHER = "another"  # a record that is not among those shown: it is sought
MOST_FOUND, LONGEST_SOUGHT = 10, 200


class ForAll(models.TextChoices):
    """What is decided at once of all rows that are doubtful for one reason."""

    OUT = OUT, pgettext_lazy("decide of rows", "leave them out")
    NEW = NEW, pgettext_lazy("decide of rows", "take each as a new record")
    LIKELY = (
        "likely",
        pgettext_lazy("decide of rows", "each is about the record it is like, where it is only one"),
    )


class Sent:
    """The decisions on the rows of a page, as a form sends them."""

    def __init__(self, data):
        self.data = data
        self.shown, self.lacking, self.offers = map(self.lines, ("shown", "lacking", "offers"))

    def lines(self, name):
        return [line for one in self.data.getlist(name) if (line := number(one)) is not None]

    @property
    def decides_anything(self):
        return "bulk" in self.data or any(self.before(line) != self.now(line) for line in self.shown)

    def before(self, line):
        return self.data.get(f"was-{line}", "")

    def now(self, line):
        """Return what is decided of a row: NEW, OUT, the key of a record, ANOTHER, or "" for nothing."""
        if line in self.lacking:  # it comes without some of its cells, or not at all
            return "" if f"without-{line}" in self.data else OUT
        decision = self.data.get(f"decision-{line}", self.before(line))
        is_known = decision in (NEW, OUT, ANOTHER) or number(decision) is not None
        return decision if is_known else ""

    def sought(self, line):
        """Return by what text the record that a row is about is sought, or ""."""
        text = self.data.get(f"sought-{line}", "").strip()[:LONGEST_SOUGHT]
        return text if self.now(line) in ("", ANOTHER) else ""


def take(data, file, model, verdicts):
    """Note in a file what was sent of its rows; return what the editor must be told of it.

    Where somebody else decided of a row since the page was opened, that stays.
    """
    sent, told = Sent(data), []
    with transaction.atomic():
        file.refresh_from_db(from_queryset=ImportFile.objects.select_for_update())
        if file.state != ImportFile.State.WAITING:
            words = _("The file has been imported meanwhile. Nothing more can be decided.")
            return [words] if sent.decides_anything else []
        if data.get("layout", file.layout_digest) != file.layout_digest:
            return [_("The columns of the file were changed meanwhile. Look at its rows again.")]
        decisions, sought = dict(file.report.get("decisions", {})), {}
        for line in sent.shown:
            now, text = sent.now(line), sent.sought(line)
            if text:
                found = records_found(model, text)
                now = str(found[0].pk) if len(found) == 1 else ""
                sought |= {str(line): text} if len(found) > 1 else {}
                told += [] if found else [nothing_found(line, text)]
            told += keep(decisions, line, sent.before(line), "" if now == ANOTHER else now)
        if "bulk" in data:
            told.append(decide_all(decisions, verdicts, data.get("doubt"), data.get("all")))
        file.report |= {"decisions": decisions, "sought": sought, "still": "still" in data}
        file.report["repaired"] = repaired(sent, file.report.get("repaired", ()))
        file.save(update_fields=["report"])
    return told


def nothing_found(line, text):
    return _("Line %(line)s: no record is found for “%(text)s”.") % {"line": line, "text": text}


def keep(decisions, line, before, now):
    """Note a decision on a row, if it is another than before; return what must be told of that."""
    current = decisions.get(str(line), "")
    if now in (before, current):
        return []
    if current != before:
        return [
            _("Line %(line)s: somebody else has decided on it meanwhile. Look at it again.") % {"line": line}
        ]
    decisions[str(line)] = now
    if not now:
        del decisions[str(line)]
    return []


def repaired(sent, before):
    """Return the numbers of the rows of which the repaired readings are taken."""
    lines = set(before)
    for line in sent.offers:
        was, now = (f"{name}-{line}" in sent.data for name in ("was-repaired", "repaired"))
        if was != now:
            lines ^= {line} if (line in lines) != now else set()
    return sorted(lines)


def decide_all(decisions, verdicts, doubt, decision):
    """Decide of all rows that are doubtful for one reason and not decided yet; return how many these are."""
    done = 0
    for line, verdict in verdicts.items():
        is_open = verdict["outcome"] == Outcome.AMBIGUOUS and doubt in verdict["doubts"]
        if is_open and str(line) not in decisions and decision in ForAll.values:
            likely = verdict["likely"]
            if decision != ForAll.LIKELY or len(likely) == 1:
                decisions[str(line)] = str(likely[0].pk) if decision == ForAll.LIKELY else decision
                done += 1
    words = ngettext("%(number)s row is decided on.", "%(number)s rows are decided on.", done)
    return words % {"number": done}


def open_doubts(verdicts):
    """Return (doubt, number of rows that are not decided yet) for each reason to doubt some."""
    rows = [one["doubts"] for one in verdicts.values() if one["outcome"] == Outcome.AMBIGUOUS]
    counts = [(doubt, sum(doubt in one for one in rows)) for doubt in Doubt]
    return [(doubt, count) for doubt, count in counts if count]


def records_found(model, text):
    """Return the record with a slug, or else those with a name like a text or with it inside."""
    records = model.objects.exclude(status=model.Status.WITHDRAWN)
    if exact := records.filter(slug=text.lower()).first():
        return [exact]
    keys = all_keys([text])
    like = [one.pk for one in Index.of_those_like(keys, [model], MOST_FOUND).find(keys)]
    inside = Q(pk__in=like)
    for language in site_languages():
        inside |= Q(**{f"name_{language}__icontains": text})
    found = records.filter(inside).order_by("pk")[: 2 * MOST_FOUND]
    return sorted(found, key=lambda one: like.index(one.pk) if one.pk in like else len(like))[:MOST_FOUND]


def shown_as_likely(model, text):
    """Return the records found for a text as choices of a row."""
    return [
        Likely(one.pk, one.slug, Text(str(one), ""), _("found for “%(text)s”") % {"text": text})
        for one in records_found(model, text)
    ]
