"""Search: one box over every language and spelling, on SQLite and PostgreSQL alike.

| module        | what it holds                                                        |
| ------------- | -------------------------------------------------------------------- |
| `analysis`    | text → words and their forms; pure functions                         |
| `names`       | names as they sound, and in the other script; pure functions         |
| `expressions` | and, or, lexeme; and their two spellings, FTS5's and PostgreSQL's    |
| `storage`     | the two adapters: FTS5 and GIN hold lexemes and look them up         |
| `documents`   | record → lexemes and facets                                          |
| `index`       | keeps the documents beside the records, in the same transaction      |
| `reading`     | query → words, all that may stand for them → a ladder of expressions |
| `knowledge`   | what the directory knows of words: glossary, labels, names           |
| `slips`       | what a mistyped word may have meant                                  |
| `results`     | the ladder → records in order, counts, corrections                   |
| `hits`        | what in a record matched, with marks                                 |
| `suggestions` | what a few typed letters may become                                  |
| `check`       | whether the index has drifted from the records                       |

No statistics of the corpus are used: a document's number is its static rank,
and relevance is the first rung of the ladder on which it stands.
"""
