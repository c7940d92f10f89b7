"""Numbers, handles and addresses inside running text run from left to right; nothing else changes."""

import pytest

from organisations.running_text import html, pieces
from organisations.search.hits import Marked, Piece
from organisations.templatetags.records import marked


def found(text, country="SE"):
    return [(text[piece.start : piece.end], piece.href) for piece in pieces(text, country)]


@pytest.mark.parametrize(
    ("text", "piece", "href"),
    [
        ("هاتف: 020-12 34 56", "020-12 34 56", "tel:+4620123456"),
        ("على +46 26 123 45 67 أو", "+46 26 123 45 67", "tel:+46261234567"),
        ("call +46 (0)26-12 34 56.", "+46 (0)26-12 34 56", "tel:+4626123456"),
        ("هاتف ٠٢٠-٥٠ ٥٠ ٥٠", "٠٢٠-٥٠ ٥٠ ٥٠", "tel:+4620505050"),
        ("0046 26 12 34 56", "0046 26 12 34 56", "tel:+4626123456"),
        ("(026) 12 34 56", "(026) 12 34 56", "tel:+4626123456"),
        ("see https://a.se/x/.", "https://a.se/x/", "https://a.se/x/"),
        ("see (https://a.se/x_(y)).", "https://a.se/x_(y)", "https://a.se/x_(y)"),
        ("www.a.se, b", "www.a.se", "https://www.a.se"),
        ("mail info@a.example.", "info@a.example", "mailto:info@a.example"),
        ("انستغرام @ikkr_test الآن", "@ikkr_test", ""),
        ("لغة C++ هنا", "C++", ""),
    ],
)
def test_a_piece_is_found_and_leads_where_it_can(text, piece, href):
    assert found(text) == [(piece, href)]


def test_a_number_of_no_known_country_is_isolated_and_not_linked():
    assert found("ring 020-12 34 56", country="") == [("020-12 34 56", "")]


@pytest.mark.parametrize(
    "text",
    [
        *("9-17", "2006 - 2008", "1994–2004", "50 %", "#وسم", "802400-1235", "10 000 000", "1 500 000 kr"),
        *("2019-02-03", "03-02-2019", "03.02.2019", "08:00-16:00", "08.00-16.00", "paragraph 0", "112"),
        *("kl. 0900", "+5", "+25 %", "1+1", "javascript:alert(1)", "a@b", "0,5", "00:30", "200-210"),
    ],
)
def test_what_is_no_number_stays_as_it_is(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    ['https://a.se/"onmouseover="x', "https://a.se/<script>", "<b>020-12 34 56</b>", "https://a.se/'x&y=<"],
)
def test_no_text_becomes_markup(text):
    shown = html(text, "SE")
    assert "<script" not in shown
    assert "<b>" not in shown
    assert '"onmouseover' not in shown


def test_a_mark_inside_a_number_does_not_cut_its_link():
    value = Marked([Piece("Ring 020-", False), Piece("12", True), Piece(" 34 56 nu", False)], "en")
    link = '<a href="tel:+4620123456" rel="noreferrer">020-<mark>12</mark> 34 56</a>'
    assert f'>Ring <bdi dir="ltr">{link}</bdi> nu</p>' in marked(value, "p", country="SE")


def test_a_name_holds_no_link():
    assert "<a" not in marked(Marked([Piece("www.a.se", False)], "en"))
