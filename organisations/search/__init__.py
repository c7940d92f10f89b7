"""Search: one box over every language and spelling, on SQLite and PostgreSQL alike.

| module        | what it holds                                                        |
| ------------- | -------------------------------------------------------------------- |
| `analysis`    | text → words and their forms; pure functions                         |
| `names`       | names as they sound, and in the other script; pure functions         |
| `storage`     | the two adapters: FTS5 and GIN hold lexemes and look them up         |
| `documents`   | record → lexemes and facets                                          |
| `fetching`    | what documents are made of, a query for each thing                   |
| `index`       | keeps the documents beside the records, in the same transaction      |
| `query`       | query → words, all that may stand for them → rank tiers              |
| `lexicon`     | what the directory knows of words: glossary, labels, names           |
| `typos`       | what a mistyped word may have meant                                  |
| `results`     | the tiers → records in order, counts, corrections                    |
| `hits`        | what in a record matched, with marks                                 |
| `suggestions` | what a few typed letters may become                                  |
| `alike`       | which names are alike: keys of which two share one; pure functions   |
| `alike_index` | keeps these keys beside the records, and finds who shares one        |
| `check`       | whether the index has drifted from the records                       |

``organisations/lexemes.py`` says, below the models, and, or and lexeme in the
spelling of FTS5 and of PostgreSQL. No statistics of the corpus are used: a
document's number is its static rank, and relevance is the first tier on which
it stands. ``docs/search.md`` draws it.
"""
