"""What migrations share that follow a change of the order of names."""

from organisations.languages import site_languages
from organisations.models import Record

BATCH = 500


def renew_sort_keys(models):
    """Make the sort keys of records anew, by the order as it is now."""
    columns = [f"sort_key_{language}" for language in site_languages()]
    for model in models:
        pks = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            rows = list(model._base_manager.filter(pk__in=pks[start : start + BATCH]))
            for row in rows:
                Record.set_sort_keys(row)
            model._base_manager.bulk_update(rows, columns)
