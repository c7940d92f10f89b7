"""Reading from PostgreSQL's replicas, so that readers read on whichever server is gone.

While a visitor's GET is answered, ``connections["default"]`` *is* the connection to the
server that was chosen for it (``middleware``). Raw SQL, subqueries and rows so know one
alias, and no choice outlives its request. Who posts, is signed in or runs a command
asks the primary. What the servers are fit for is watched by a thread for each (``servers``).
"""


def read_own_writes(view):
    """Mark a view whose visitor may have written just before: it asks the primary while there is one."""
    view.reads_own_writes = True
    return view
