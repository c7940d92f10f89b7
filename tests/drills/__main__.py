"""Run the drills of the modules that are named, or all; exit with 1 if one did not hold."""

import sys
import traceback
from importlib import import_module
from pathlib import Path
from time import monotonic

from . import DRILLS, Outcome


def run(drill):
    """Return the Outcome of a drill; a drill that breaks has not held."""
    try:
        return drill.run()
    except Exception as error:
        traceback.print_exc()
        return Outcome(False, f"broke: {error!r}")


def main(topics):
    for module in sorted(Path(__file__).parent.glob("[!_]*.py")):
        import_module(f"{__package__}.{module.stem}")
    if unknown := set(topics) - {one.topic for one in DRILLS}:
        sys.exit(f"There are no drills of {', '.join(sorted(unknown))}.")
    held = True
    for one in DRILLS:
        if topics and one.topic not in topics:
            continue
        began = monotonic()
        outcome = run(one)
        held &= outcome.held
        word = "held  " if outcome.held else "FAILED"
        sys.stdout.write(f"{word} {one.topic}: {one.title} ({monotonic() - began:.0f} s)\n")
        sys.stdout.write(f"       November 2026: {one.before}\n       now: {outcome.figures}\n")
        sys.stdout.flush()
    return not held


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
