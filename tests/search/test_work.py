"""However a query is made, the work that it costs is bounded: counted, not timed."""

from urllib.parse import quote

import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("class_directory")]

REAL = "kvinnojour flykting hedersvåld stödlinje stockholm barn irak rättigheter utbildning samtal"
ARABIC = "العنف النساء اللاجئات بغداد حقوق المرأة منظمة دعم اللغة العربية ملجأ أطفال"
NASTY = {
    "real words": REAL,
    "Arabic words": ARABIC,
    "both": f"{REAL[:60]} {ARABIC}",
    "typos": " ".join(f"{word[:2]}x{word[3:]}" for word in REAL.split()),
    "nonsense": " ".join("qwrtpsdfghjklzxcvbnm"[n:] + "åäöqwrtpsdfghjklzxcv" for n in range(12)),
    "compounds": " ".join(one + other for one in REAL.split()[:4] for other in ("förening", "jour")),
    "names": "mohamed mohammad fatima fatma muhsin mohsen zainab zeynab ahmad ahmed husein hussain",
    "quoted": " ".join(f'"{word} irak"' for word in REAL.split()),
    "one long word": "a" * 1_000,
    "a thousand letters": "a b " * 250,
}


class TestTheWorkOfAQuery:
    @pytest.mark.parametrize("kind", NASTY)
    @pytest.mark.parametrize(
        "path", ["/sv/search/?q=", "/ar/organisations/?q=", "/sv/sheet/?find=", "/sv/timeline/?q="]
    )
    def test_is_bounded(self, client, kind, path):
        asked = []

        def count(execute, sql, params, many, context):
            asked.append(sum(len(str(param)) for param in params or ()))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            client.get(path + quote(NASTY[kind]))
        assert len(asked) <= 160
        assert sum(asked) <= 1_000_000

    def test_leaves_words_out_and_says_so(self, client):
        answer = client.get("/sv/search/", {"q": REAL})
        assert "Bara de första orden" in answer.content.decode()
