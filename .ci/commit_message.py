"""Check a commit message: a short imperative subject, a blank line, and a body with the reason.

Whether a subject is imperative only a person can tell; what is told here are
the usual slips, such as Added, Adds and Adding.
"""

import re
import sys
from pathlib import Path

LONGEST_SUBJECT = 60
MADE_BY_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ", "amend! ")
SCISSORS = "# ------------------------ >8 ------------------------"
TRAILER = re.compile(r"[A-Z][A-Za-z-]+-[A-Za-z-]+: \S")
THIRD_PERSON_OR_PAST = re.compile(
    "(add|allow|ask|bring|bump|call|change|check|clean|correct|create|delete|document|drop|enable|explain|give|"
    "handle|implement|improve|introduce|keep|let|list|make|merge|move|name|offer|prevent|put|read|refactor|"
    "refuse|remove|rename|replace|return|say|set|show|sort|split|start|stop|support|take|tell|test|translate|"
    "update|upgrade|use|write)s|fixes|brought|gave|kept|made|said|shown|took|told|wrote|.*(ed|ing)"
)
LOOKS_LIKE_IT = re.compile("bring|embed|exceed|feed|need|ping|proceed|seed|shed|speed|spring|string")


def faults(message):
    """Yield what is wrong with a message, one sentence for each fault."""
    lines = message.partition(SCISSORS)[0].splitlines()
    lines = [line.rstrip() for line in lines if not line.startswith("#")]
    subject, *rest = "\n".join(lines).strip().split("\n")
    if subject.startswith(MADE_BY_GIT):
        return
    yield from faults_of_subject(subject)
    if rest and rest[0]:
        yield "The second line is not blank."
    if not any(line and not TRAILER.match(line) for line in rest):
        yield "There is no body. Say why, after a blank line."


def faults_of_subject(subject):
    if not subject:
        yield "There is no subject."
        return
    if len(subject) > LONGEST_SUBJECT:
        yield f"The subject has {len(subject)} characters; {LONGEST_SUBJECT} is the most."
    if subject.endswith("."):
        yield "The subject ends in a full stop."
    first = subject.split()[0]
    if not first[0].isupper():
        yield f'The subject begins with "{first}", not with a capital letter.'
    word = first.lower().rstrip(",:")
    if THIRD_PERSON_OR_PAST.fullmatch(word) and not LOOKS_LIKE_IT.fullmatch(word):
        yield f'The subject begins with "{first}". Write the imperative, as in "Add a filter".'


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1]).read_text("utf-8")))
    sys.exit("\n".join(found) or 0)
