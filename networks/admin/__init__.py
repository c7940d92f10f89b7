"""Admin of networks, projects, ties, citations and readers' reports.

Networks stand above organisations, so the ties and citations of an
organisation or a person are added to its page here and not there.
"""

from . import evidence, records, reports  # noqa: F401  (each registers its own)
