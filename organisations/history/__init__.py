"""The history of records, ties and their evidence: each change is a revision, and can be taken back.

| module        | what it holds                                                       |
| ------------- | ------------------------------------------------------------------- |
| `recording`   | what changes inside `revision` becomes versions of the rows changed |
| `bulk`        | versions of many rows at once: imports, `update()`, the baseline    |
| `versions`    | reads the versions of a row, and the rows that they were            |
| `three_way`   | what a revision did, compared with what became of each row since    |
| `undo`        | takes a revision back, row by row, and names what stays             |
| `restore`     | brings a record back to how it was after a revision                 |
| `erase`       | forgets a person who is deleted, whoever deletes her                |
| `changes`     | what a revision changed, in words, as far as a user may see it      |
| `differences` | two texts compared word by word                                     |
"""
