"""What migrations 0003 and 0004 note of texts, frozen under the column names of then."""

from hashlib import blake2b

from organisations.languages import site_languages

TEXTS = ("name", "summary", "description")


def digest(record, language, *more):
    texts = [getattr(record, f"{field}_{language}", "") or "" for field in TEXTS]
    return blake2b("\0".join([*texts, *more]).encode(), digest_size=8).hexdigest() if any(texts) else ""


def noted(record, language):
    own, _space, original = (getattr(record, f"made_from_{language}", "") or "").partition(" ")
    return own, original


def note_originals(models):
    """Take each text as it is for one that was made from the original as it is (migration 0003)."""
    for model in models:
        for record in model._base_manager.all():
            original = digest(record, record.original_language)
            for language in site_languages():
                own = digest(record, language)
                setattr(record, f"made_from_{language}", f"{own} {original}" if own else "")
            record.save()


def count_reviews(record):
    """Let what was noted of texts alone, before editors reviewed them, be noted of their reviews too."""
    for language in site_languages():
        own, original = noted(record, language)
        if own and own == digest(record, language):
            reviewed = digest(record, language, getattr(record, f"translation_{language}", "") or "")
            setattr(record, f"made_from_{language}", f"{reviewed} {original}")


def state(record, language):
    if language == record.original_language:
        return "original"
    if is_lacking(record, language):
        return "missing"
    original = noted(record, language)[1]
    if original and original not in {digest(record, code) for code in site_languages()}:
        return "outdated"
    return getattr(record, f"translation_{language}") or "unreviewed"


def is_lacking(record, language):
    return any(
        not getattr(record, f"{field}_{language}", "")
        and any(getattr(record, f"{field}_{code}", "") for code in site_languages())
        for field in TEXTS
    )


def tell_the_state_of_texts(models):
    """Fill the columns ``state_of_text`` (migration 0004)."""
    for model in models:
        for record in model._base_manager.all():
            count_reviews(record)
            for language in site_languages():
                setattr(record, f"state_of_text_{language}", state(record, language))
            record.save()
