"""Runs of seven words of the texts that the shipped records rest on, told by their hashes alone.

The texts belong to others and are not in the project. From the files of all of them:

    .venv/bin/python -m tests.copied_runs FILE… > tests/copied_runs.txt
"""

import re
import sys
from functools import cache
from hashlib import blake2b
from pathlib import Path

LENGTH = 7
DIGITS = 10  # of a hash: among all the runs of the records not one would be taken for another


def words(text):
    return re.findall(r"\w+", text.casefold())


def hashes(text_words):
    """Return the hash of the run that begins at each word, but for the last words."""
    runs = (" ".join(text_words[place : place + LENGTH]) for place in range(len(text_words) - LENGTH + 1))
    return [blake2b(run.encode()).hexdigest()[:DIGITS] for run in runs]


@cache
def of_sources():
    return frozenset(Path(__file__).with_suffix(".txt").read_text().split())


def covered(text_words, phrases):
    """Return the places of the words that stand within one of some phrases (lists of words).

    In Arabic a particle may be written together with the first.
    """
    joined, found = f" {' '.join(text_words)} ", set()
    for phrase in phrases:
        for match in re.finditer(rf"(?= \w?{re.escape(' '.join(phrase))} )", joined):
            first = joined[: match.start() + 1].count(" ") - 1
            found |= set(range(first, first + len(phrase)))
    return found


def copied(text, names, runs=None):
    """Return the stretches of a text that a source has too, with seven words or more beside names."""
    text_words = words(text)
    shared = set()
    for place, run in enumerate(hashes(text_words)):
        if run in (of_sources() if runs is None else runs):
            shared |= set(range(place, place + LENGTH))
    named = covered(text_words, map(words, names)) if shared else set()
    found, stretch = [], []
    for place in range(len(text_words) + 1):
        if place in shared:
            stretch.append(place)
            continue
        if len(set(stretch) - named) >= LENGTH:
            found.append(" ".join(text_words[one] for one in stretch))
        stretch = []
    return found


if __name__ == "__main__":
    found = {one for name in sys.argv[1:] for one in hashes(words(Path(name).read_text("utf-8")))}
    sys.stdout.write("".join(f"{one}\n" for one in sorted(found)))
