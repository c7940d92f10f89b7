"""The two adapters: where SQLite and PostgreSQL hold lexemes and how they look them up.

PostgreSQL keeps them in a ``tsvector`` under a GIN index; SQLite in a text
column, from which triggers feed an FTS5 table. Neither analyses anything, and
no extension is needed. A lexeme is letters, digits and the signs ``: / = _ -``.
"""

from itertools import batched

from django.db import connection

from ..lexemes import FTS5, INDEX, TABLE, TSQUERY, Lexeme

FTS5_TABLE = f"""
CREATE VIRTUAL TABLE {INDEX} USING fts5(
    lexemes, content='{TABLE}', content_rowid='id', detail=none, columnsize=0,
    tokenize="ascii tokenchars ':/=_-'"
)
"""


ADD = f"INSERT INTO {INDEX}(rowid, lexemes) VALUES (new.id, new.lexemes);"


REMOVE = f"INSERT INTO {INDEX}({INDEX}, rowid, lexemes) VALUES ('delete', old.id, old.lexemes);"


# PostgreSQL does not count what it costs to unpack a tsvector, and would rather read the whole table
# than the index; inside this function it may not.
HOLDING = f"""
CREATE FUNCTION {INDEX}_holding(wanted tsquery, most bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan TO off
AS $$ SELECT id FROM {TABLE} WHERE lexemes @@ wanted LIMIT most $$
"""


TRIGGERS = {"insert": ADD, "delete": REMOVE, "update": REMOVE + ADD}


def create_index(apps, schema_editor):
    """Make the index; called by a migration. A migration that remakes the table must call it again."""
    if schema_editor.connection.vendor == "postgresql":
        # What was just written waits in a list that every search reads through: keep it short.
        waiting = "gin_pending_list_limit = 256"
        schema_editor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin (lexemes) WITH ({waiting})")
        schema_editor.execute(HOLDING)
        return
    schema_editor.execute(f"CREATE INDEX {INDEX}_facets ON {TABLE} (kind, facets)")  # counts a whole list
    schema_editor.execute(FTS5_TABLE)
    for event, body in TRIGGERS.items():
        schema_editor.execute(
            f"CREATE TRIGGER {INDEX}_{event} AFTER {event} ON {TABLE} BEGIN {body} END", params=None
        )


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {INDEX}_holding")
        schema_editor.execute(f"DROP INDEX {INDEX}")
        return
    schema_editor.execute(f"DROP INDEX {INDEX}_facets")
    for event in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {INDEX}_{event}")
    schema_editor.execute(f"DROP TABLE {INDEX}")


FEW = 1000
AT_ONCE = 100  # lexemes that the index is asked about in one query


WRITERS = 0x5EA7C4  # any number, the same for all who write


def first(expression, limit):
    """Return the first numbers of the documents that hold an expression, lowest first.

    FTS5 walks its rows in that order. PostgreSQL, asked to sort and limit at
    once, may walk the primary key of a large table for a rare word: it is asked
    for a few unsorted, and only if there are more does the walk pay.
    """
    if connection.vendor == "sqlite":
        sql = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s ORDER BY rowid LIMIT %s"
        return _column(sql, FTS5.write(expression), limit)
    held, few = TSQUERY.write(expression), max(limit, FEW)
    found = _column(f"SELECT {INDEX}_holding(%s::tsquery, %s)", held, few + 1)
    if len(found) > few:
        sql = f"SELECT id FROM {TABLE} WHERE lexemes @@ %s::tsquery ORDER BY id LIMIT %s"
        return _column(sql, held, limit)
    return sorted(found)[:limit]


def count(expression):
    """Return the number of documents that hold an expression."""
    if connection.vendor == "sqlite":
        return _column(f"SELECT COUNT(*) FROM {INDEX} WHERE {INDEX} MATCH %s", FTS5.write(expression))[0]
    return _column(f"SELECT COUNT(*) FROM {INDEX}_holding(%s::tsquery, NULL)", TSQUERY.write(expression))[0]


def held(lexemes):
    """Return those of some lexemes that any document holds; not more than SQLite joins questions (500)."""
    expressions = [Lexeme(lexeme) for lexeme in lexemes]
    if connection.vendor == "sqlite":
        one = f"SELECT * FROM (SELECT %s FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT 1)"
        pairs = [part for one in expressions for part in (one.text, FTS5.write(one))]
        return _column(" UNION ALL ".join([one] * len(expressions)), *pairs)
    sql = f"""
    SELECT lexeme FROM unnest(%s::text[], %s::text[]) AS one(lexeme, wanted)
    WHERE EXISTS (SELECT FROM {INDEX}_holding(wanted::tsquery, 1))
    """
    return _column(sql, lexemes, [TSQUERY.write(one) for one in expressions])


def all_held(lexemes):
    """Return those of any number of lexemes that some document holds."""
    return {lexeme for some in batched(sorted(lexemes), AT_ONCE) for lexeme in held(list(some))}


def _column(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def lock_writers():
    """Let one transaction at a time write the index, until it ends.

    Two that each renew the documents of both their records would lock each
    other out. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


def optimize():
    """Bring the index into order after much was written: merge what waits beside it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT gin_clean_pending_list('{INDEX}'::regclass)")
            cursor.execute(f"ANALYZE {TABLE}")
        else:
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")
