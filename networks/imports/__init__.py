"""Records from tables: what a file says of records becomes records, in these steps.

| module     | what it does                                                       |
| ---------- | ------------------------------------------------------------------ |
| `cells`    | from texts to values, or to errors in words                        |
| `rows`     | a row, and what it comes to                                        |
| `existing` | what the directory holds, as rows are compared with it             |
| `plan`     | which record a row is about: new, changed, doubtful, refused       |
| `changes`  | what its values change of that record                              |
| `write`    | writes what a plan says                                            |
"""

from .cells import columns
from .plan import Plan
from .rows import Outcome
from .write import write

__all__ = ["Outcome", "Plan", "columns", "write"]
