"""What a cell shows, as near as it matters: 1994.0 is 1994, a date as precise as its format."""

import re
from datetime import date, datetime, time

TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)', re.DOTALL)
LONGEST_MASK = 100


def text_of(value, number_format):
    """Return a value as text, in a number format of Excel."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return as_precise(value, number_format)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return masked(str(value), number_format)
    return value.isoformat() if isinstance(value, time) else str(value).replace("_x000D_", "")


def as_precise(value, number_format):
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    if "d" in shown or "y" not in shown:
        return value.isoformat()[:10]
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"


def masked(digits, number_format):
    """Return digits with the zeros and signs of a telephone number that only their format has."""
    mask = mask_of(number_format.partition(";")[0])
    signs = "".join(sign for is_place, sign in mask if is_place)
    if not signs:
        return digits
    padded = digits.zfill(len(signs.lstrip("#?"))).rjust(len(signs))
    extra = len(padded) - len(signs) + 1  # all that have no place of their own stand in the first
    standing = iter([padded[:extra], *padded[extra:]])
    shown = "".join(next(standing) if is_place else sign for is_place, sign in mask).strip()
    return digits if shown.replace(" ", "") == digits else shown  # spaces part thousands


def mask_of(number_format):
    """Return [(whether a digit stands there, the sign)] of a format of digits and signs; of others []."""
    mask = []
    for quoted, escaped, sign in TOKEN.findall(number_format[: LONGEST_MASK * 2]):
        if sign in tuple("0#?"):
            mask.append((True, sign))
        elif sign and sign not in "+-() /:":
            return []  # decimals, per cent, powers, dates: no mask of digits
        else:
            mask += [(False, one) for one in quoted or escaped or sign]
    return mask[:LONGEST_MASK]
