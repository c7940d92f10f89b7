"""Records from tables: ``cells`` reads values, ``plan`` says what rows come to, ``write`` writes it."""

from .cells import columns
from .plan import Outcome, Plan
from .write import write

__all__ = ["Outcome", "Plan", "columns", "write"]
