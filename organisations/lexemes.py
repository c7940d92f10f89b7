"""What a document must hold, and how SQLite and PostgreSQL are asked for it.

An expression is a tree of three kinds: a ``Lexeme`` (or all that begin with it),
``AllOf`` and ``AnyOf``. The two databases spell it differently and mean the same.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Lexeme(NamedTuple):
    text: str
    prefix: bool = False


# Not named tuples: two of these are equal, of whatever class, and all of nothing is not any of nothing.
@dataclass(frozen=True)
class AllOf:
    parts: tuple


@dataclass(frozen=True)
class AnyOf:
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
        operator = self.conjunction if isinstance(node, AllOf) else self.disjunction
        return "(" + operator.join(self.write(part) for part in node.parts) + ")"


FTS5 = Spelling(" AND ", " OR ", '"', "*")
TSQUERY = Spelling(" & ", " | ", "'", ":*")
