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
        ("Www.a.se", "Www.a.se", "https://Www.a.se"),
        ("https://a.se، ثم", "https://a.se", "https://a.se"),
        ("https://a.se/\u202egnp", "https://a.se/", "https://a.se/"),
        ("هاتف٠٢٠٥٠٥٠٥٠", "٠٢٠٥٠٥٠٥٠", "tel:+4620505050"),
        ("Tel.020-12 34 56", "020-12 34 56", "tel:+4620123456"),
        ("(+46) 26-12 34 56", "(+46) 26-12 34 56", "tel:+4626123456"),
        ("020-12 34 56 (9-16)", "020-12 34 56", "tel:+4620123456"),
        ("020-12 34 56-", "020-12 34 56", "tel:+4620123456"),  # and no part of it
        ("IBAN DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00", ""),
        ("ISBN 0198526636", "ISBN 0198526636", ""),
        ("mail info@a.example.", "info@a.example", "mailto:info@a.example"),
        ("انستغرام @ikkr_test الآن", "@ikkr_test", ""),
        ("لغة C++ هنا", "C++", ""),
    ],
)
def test_a_piece_is_found_and_leads_where_it_can(text, piece, href):
    assert found(text) == [(piece, href)]


@pytest.mark.parametrize("between", [", ", " / ", "/", " - ", " ", " و", " eller "])
def test_each_of_two_numbers_leads_to_its_own(between):
    links = [("020-12 34 56", "tel:+4620123456"), ("070-123 45 67", "tel:+46701234567")]
    assert found(f"{links[0][0]}{between}{links[1][0]}") == links


@pytest.mark.parametrize("unit", ["0 ", "0(", "(0)", "٠-", "a@a.", "https://a)", "+46 ", "0" * 40 + "x"])
def test_no_text_keeps_a_reader_waiting(unit):
    """The regular expression does not go back: more than a text of its length would never end."""
    assert pieces(unit * 20_000) is not None


def test_a_number_of_no_known_country_is_isolated_and_not_linked():
    assert found("ring 020-12 34 56", country="") == [("020-12 34 56", "")]


@pytest.mark.parametrize(
    "text",
    [
        *("9-17", "2006 - 2008", "1994–2004", "50 %", "#وسم", "802400-1235", "10 000 000", "1 500 000 kr"),
        *("2019-02-03", "03-02-2019", "03.02.2019", "08:00-16:00", "08.00-16.00", "paragraph 0", "112"),
        *("010203-1234", "0800-1600", "0.123456789", "0-100 000 000", "10.1016/S0140-6736(00)01234-5"),
        *("https:///x", "www..", "facebook/0701234567", "#0701234567"),
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
