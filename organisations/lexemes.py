"""Lexemes: what a search document holds, and the expressions by which SQLite and PostgreSQL are asked for it.

An expression is a tree of three kinds: a ``Lexeme`` (or all that begin with it),
``AllOf`` and ``AnyOf``. The two databases spell it differently and mean the same.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import Lookup


class Lexeme(NamedTuple):
    text: str
    prefix: bool = False


class Remembered:
    """A tree that is hashed and written once: each part of a long query is in many expressions."""

    @cached_property
    def _hash(self):
        return hash((type(self), self.parts))

    @cached_property
    def written(self):
        """{spelling: how it writes this}"""
        return {}

    def __hash__(self):
        return self._hash

    def __eq__(self, other):
        if self is other or type(self) is not type(other):
            return self is other
        return self._hash == other._hash and self.parts == other.parts


# Not named tuples: two of these are equal, of whatever class, and all of nothing is not any of nothing.
@dataclass(frozen=True, eq=False)
class AllOf(Remembered):
    parts: tuple


@dataclass(frozen=True, eq=False)
class AnyOf(Remembered):
    parts: tuple


NOTHING = AnyOf(())
EVERYTHING = AllOf(())


def all_of(parts):
    """Return what all of the expressions demand together."""
    return _joined(AllOf, parts, neutral=EVERYTHING, fatal=NOTHING)


def any_of(parts):
    """Return what any of the expressions demands; strings are lexemes."""
    return _joined(AnyOf, parts, neutral=NOTHING, fatal=EVERYTHING)


def _joined(kind, parts, neutral, fatal):
    flat = []
    for part in parts:
        node = Lexeme(part) if isinstance(part, str) else part
        flat += node.parts if isinstance(node, kind) else [node]
    unique = tuple(dict.fromkeys(flat))
    if fatal in unique:
        return fatal
    return unique[0] if len(unique) == 1 else kind(unique) if unique else neutral


class Spelling(NamedTuple):
    """How a database writes an expression."""

    conjunction: str
    disjunction: str
    quote: str
    star: str

    def write(self, node):
        if isinstance(node, Lexeme):
            doubled = node.text.replace(self.quote, self.quote * 2)
            return f"{self.quote}{doubled}{self.quote}" + (self.star if node.prefix else "")
        if self not in node.written:
            operator = self.conjunction if isinstance(node, AllOf) else self.disjunction
            node.written[self] = "(" + operator.join(self.write(part) for part in node.parts) + ")"
        return node.written[self]


FTS5 = Spelling(" AND ", " OR ", '"', "*")
TSQUERY = Spelling(" & ", " | ", "'", ":*")


TABLE, INDEX = "organisations_searchdocument", "organisations_searchindex"


class LexemesField(models.Field):
    """A set of lexemes."""

    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else "text"

    def get_placeholder_sql(self, value, compiler, connection):
        placeholder = "array_to_tsvector(%s::text[])" if connection.vendor == "postgresql" else "%s"
        return placeholder, (value,)

    def get_db_prep_value(self, value, connection, prepared=False):
        lexemes = sorted(value)
        return lexemes if connection.vendor == "postgresql" else " ".join(lexemes)

    def to_python(self, value):
        return frozenset(value.split()) if isinstance(value, str) else value

    def value_to_string(self, obj):
        return " ".join(sorted(self.value_from_object(obj)))

    def from_db_value(self, value, expression, connection):
        return frozenset(lexeme.strip("'") for lexeme in value.split())


@LexemesField.register_lookup
class Hold(Lookup):
    """``lexemes__hold=expression``: the documents that hold what an expression demands."""

    lookup_name = "hold"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        return "%s", [value]

    def as_postgresql(self, compiler, connection):
        table = connection.ops.quote_name(self.lhs.alias)
        found = f"SELECT {INDEX}_holding(%s::tsquery, NULL)"
        return f"{table}.id IN ({found})", [TSQUERY.write(self.rhs)]

    def as_sqlite(self, compiler, connection):
        table = connection.ops.quote_name(self.lhs.alias)
        found = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"
        return f"{table}.id IN ({found})", [FTS5.write(self.rhs)]
