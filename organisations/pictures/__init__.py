"""Pictures of the records, drawn on the server as SVG; each stands beside a table of the same facts.

- ``graph``: who is tied to whom, as nodes and edges; ``layout`` places the nodes,
  ``labels`` breaks and measures their names.
- ``ties``: the same as a table that the database sorts, of as many as there are.
- ``timeline``: when, as bars along the years.
- ``map``: where, as shapes of countries and of their counties or governorates.

A picture is computed as plain numbers and texts (a named tuple) and drawn by a
template in ``templates/pictures/``. Picture and table are fed by the same rows,
so that they cannot tell different things.
"""
