"""Search: one box over every language and spelling, on SQLite and PostgreSQL alike.

| module        | what it holds                                                        |
| ------------- | -------------------------------------------------------------------- |
| `analysis`    | text → words and their forms; pure functions                         |
| `expressions` | and, or, lexeme; and their two spellings, FTS5's and PostgreSQL's    |
| `documents`   | record → lexemes and facets                                          |
| `index`       | keeps the documents beside the records, in the same transaction      |
| `reading`     | query → words with all that may stand for them → a ladder of expressions |
| `results`     | the ladder → records in order, counts, corrections                   |
| `hits`        | what in a record matched, with marks                                 |

No statistics of the corpus are used: a document's number is its static rank,
and relevance is the first rung of the ladder on which it stands.
"""
