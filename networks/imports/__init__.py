"""Records from tables: what a file says of records becomes records, in these steps.

| module     | what it does                                                       |
| ---------- | ------------------------------------------------------------------ |
| `layouts`  | from the sheets of a file to rows, by what each column means       |
| `headings` | what that is: guessed by the words of `headings.yaml`              |
| `looks`    | … and by what the cells look like                                  |
| `lines`    | which lines look like no record                                    |
| `cells`    | the columns of a table, and the terms that they allow              |
| `parting`  | what parts the values in a cell, and what says that there is none  |
| `reader`   | from texts to values; what is left out, and what is offered        |
| `rows`     | a row, and what it comes to                                        |
| `existing` | what the directory holds, as rows are compared with it             |
| `plan`     | which record a row is about: new, changed, doubtful, refused       |
| `changes`  | what its values change of that record                              |
| `write`    | writes what a plan says                                            |
"""

from .cells import columns
from .headings import Headings
from .plan import Plan
from .rows import Outcome
from .write import write

__all__ = ["Headings", "Outcome", "Plan", "columns", "write"]
