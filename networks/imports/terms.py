"""What the words of a table mean: terms of vocabularies and choices, by any name that people use.

Nothing is guessed: a word that may mean several terms is refused with all of them,
and "did you mean" is asked only of a slip in a longer word that can mean one term alone.
"""

from functools import cached_property, lru_cache

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Max, Sum
from django.db.models.functions import Length
from django.utils import translation
from django.utils.translation import gettext as _

from organisations.languages import country_name, language_names, languages_of_labels, site_languages
from organisations.models import FocusArea, Language, Need, Place, Source, TargetGroup
from organisations.search import analysis
from organisations.search.typos import distance

SHORTEST_HINTED, LONG = 6, 9  # letters in which one slip is seen, or two
MOST_REMEMBERED = 20_000
# Words beside the name of a place that say no more, and those of its governorate or county.
BESIDE_A_PLACE = frozenset("city town stad kommun of مدينه قضاء قضا ناحيه شاري bajar bajare".split())
AREA = frozenset(
    "governorate province provins provinsen lan county محافظه parezgeha parezgay باريزكاي".split()
)


class UnknownTermError(ValidationError):
    """A word means nothing that a vocabulary holds."""

    def __init__(self, term, message):
        super().__init__(message)
        self.term = term


def folded(text):
    """Return a name as it is compared: without case, marks, spelling variants of letters, signs."""
    return " ".join(word.folded for word in analysis.words(text))


def bare(text):
    """Return a name without articles and spaces: Al-Hilla and الحلة, Tal Afar and Talafar."""
    words = [word.folded for word in analysis.words(text) if word.folded not in analysis.ARTICLES]
    return "".join(_without_article(word) for word in words)


def bare_place(text):
    """Return the name of a place without what stands beside it, whatever its order: Malmö stad is Malmö."""
    words = {_without_article(word.folded) for word in analysis.words(text)}
    area = "§" if words & AREA else ""
    return area + "".join(sorted(words - AREA - BESIDE_A_PLACE - analysis.ARTICLES))


def _without_article(word):
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


class Names:
    """What some names mean: {name, as it is compared: {code: value}}."""

    def __init__(self, compared):
        self.compared, self.values, self.spelled = compared, {}, {}

    def add(self, name, code, value):
        if key := self.compared(name):
            self.values.setdefault(key, {})[code] = value
            self.spelled[key] = name

    def find(self, text):
        return self.values.get(self.compared(text), {})


class Terms:
    """Finds what a text means among values by any of their names.

    A code is never ambiguous; a name counts before an alias, and both before a likeness.
    """

    def __init__(self, named, likeness=bare):
        """Take (value, code, names, aliases)."""
        self.by_code, self.known = {}, {}
        self.by_name, self.by_alias, self.by_likeness = Names(folded), Names(folded), Names(likeness)
        for value, code, names, aliases in named:
            self.by_code[code.casefold()] = value
            for name in filter(None, (code, *names)):
                self.by_name.add(name, code, value)
            for alias in filter(None, aliases):
                self.by_alias.add(alias, code, value)
            for one in filter(None, (code, *names, *aliases)):
                self.by_likeness.add(one, code, value)

    def find(self, text):
        """Return what a text means; raise ValidationError if it is several things, or nothing."""
        if len(self.known) > MOST_REMEMBERED:
            self.known = {}
        meant = self.known.get(text)
        if meant is None:
            meant = self.known[text] = self._meant(text)
        if len(meant) == 1:
            return next(iter(meant.values()))
        if meant:
            words = {"term": text, "codes": ", ".join(sorted(meant))}
            raise ValidationError(_("“%(term)s” may be any of these: %(codes)s.") % words)
        raise UnknownTermError(text, self._unknown(text[:80]))

    def _meant(self, text):
        code = text.casefold()
        if code in self.by_code:
            return {code: self.by_code[code]}
        ways = (self.by_name, self.by_alias, self.by_likeness)
        return next(filter(None, (way.find(text) for way in ways)), {})

    def _unknown(self, text):
        near = self._near(text)
        if not near:
            return _("“%(term)s” is not known.") % {"term": text}
        return _("“%(term)s” is not known. Did you mean “%(near)s”?") % {"term": text, "near": near}

    def _near(self, text):
        """Return the one name of which a text is a slip, or ""."""
        key = bare(text)
        most = (len(key) >= SHORTEST_HINTED) + (len(key) >= LONG)
        slips = [
            (distance(name, key, most), spelled)
            for name, spelled in self._beginning.get(key[:1], ())
            if most and abs(len(name) - len(key)) <= most
        ]
        least = min((slip for slip, _name in slips), default=most + 1)
        nearest = [name for slip, name in slips if slip == least <= most]
        meant = {code for name in nearest for code in self._meant(name)}
        return nearest[0] if len(meant) == 1 else ""

    @cached_property
    def _beginning(self):
        """All names and aliases by their first letter: [(as they are compared, as they are spelled)]."""
        found = {}
        for names in (self.by_name, self.by_alias):
            for spelled in names.spelled.values():
                if key := bare(spelled):
                    found.setdefault(key[0], []).append((key, spelled))
        return found


def terms_of(vocabulary):
    """Return the terms of a vocabulary by slug or code, by name in each language and by alias.

    They are kept until a row changes: to name and compare a thousand names takes half a second.
    """
    columns = tuple(field.attname for field in vocabulary._meta.concrete_fields if field.name != "name")
    rows = vocabulary._base_manager.order_by("pk").values_list(*columns)
    return _terms_of(vocabulary, columns, tuple(rows))


@lru_cache(maxsize=12)
def _terms_of(vocabulary, columns, values):
    rows = [vocabulary.from_db(DEFAULT_DB_ALIAS, columns, one) for one in values]
    names = {row.pk: [] for row in rows}
    for language in site_languages():
        with translation.override(language):
            for row in rows:
                names[row.pk] += [str(row), getattr(row, f"name_{language}", "")]
    likeness = bare_place if vocabulary is Place else bare
    return Terms(((row, row.natural_key()[0], names[row.pk], aliases_of(row)) for row in rows), likeness)


def aliases_of(row):
    """Return what a term is called beside its names: by its editors, by CLDR and by those who speak of it."""
    aliases = getattr(row, "aliases", "").split("\n")
    if isinstance(row, Language):
        return [
            *aliases,
            *(name for names in language_names(row.code).values() for name in names.split("\n")),
        ]
    if isinstance(row, Place) and row.is_country:
        return [*aliases, *(country_name(row.country, language) for language in languages_of_labels())]
    return aliases


def terms_of_choices(choices, synonyms=None):
    """Return the terms of (value, lazy label) choices by value, by label in each language, by synonym."""
    labels = {value: [] for value, _label in choices if value}
    for language in site_languages():
        with translation.override(language):
            for value, spelled in labels.items():
                spelled.append(str(dict(choices)[value]))
    return Terms(
        (value, value, spelled, (synonyms or {}).get(value, ())) for value, spelled in labels.items()
    )


def state_of_vocabularies():
    """Return what changes whenever a word may come to mean something else."""
    rows = (Place, Language, Need, TargetGroup, FocusArea, Source)
    told = {"rows": Count("pk"), "last": Max("pk"), "called": Sum(Length("aliases"))}
    return [tuple(model.objects.aggregate(**told).values()) for model in rows]
