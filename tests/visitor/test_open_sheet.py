"""A sheet that is open goes along in the address of each page, and nowhere else."""

import re
from urllib.parse import unquote, urlsplit

import pytest

from organisations.merging import merge
from organisations.models import Organisation
from orgdirectory.public.information_sheet import numbers_at
from orgdirectory.public.open_sheet import carrying
from orgdirectory.public.sheet_codes import encode

from ..world import make_need, make_network, make_organisation, make_person, make_project

pytestmark = pytest.mark.django_db

EMPTY = encode([])
NO_CODE = "This is not the code of a sheet"


@pytest.fixture
def four(db):
    """A record of each kind; the paths of all."""
    made = (make_organisation("house"), make_network("forum"), make_project("line"), make_person("leila"))
    return [record.path for record in made]


def code_of(*paths):
    return encode(numbers_at(paths).values())


def links(html):
    return re.findall(r'<a\b[^>]*?\shref="([^"]*)"', html)


def paths(client, code):
    return [one.path for one in client.get(f"/en/sheet/?sheet={code}").context["sheet"].records]


class TestWhatCarriesIt:
    @pytest.mark.parametrize(
        "page", ["", "organisations/", "organisations/house/", "help/", "countries/", "sources/", "about/"]
    )
    def test_every_link_within_the_site_does(self, client, four, page):
        found = links(client.get(f"/en/{page}?sheet={EMPTY}").text)
        ours = [one for one in found if re.match(r"\?|/(sv|ar|en)/", one) and "." not in one]
        bare = [one for one in ours if "sheet=" not in one]
        assert len(ours) > 10
        assert bare == [f"/en/{page}"]  # to go on without it

    def test_forms_that_ask_do(self, client, four):
        html = client.get(f"/en/organisations/house/?sheet={EMPTY}").text
        assert re.search(rf'<form method="get"[^>]*><input type="hidden" name="sheet" value="{EMPTY}">', html)

    def test_forms_that_send_do(self, client):
        html = client.get(f"/en/report/?sheet={EMPTY}").text
        actions = re.findall(r'<form[^>]*method="post"[^>]*>', html)
        assert actions
        assert not [one for one in actions if "action=" in one and f"sheet={EMPTY}" not in one]

    @pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/zz%3Fq=x"])
    def test_the_way_out_of_the_sheet_stays_where_nothing_is_found(self, client, path):
        html = client.get("/", PATH_INFO=unquote(path), QUERY_STRING=f"sheet={EMPTY}").text
        (way_out,) = re.findall(r'href="([^"]*)" data-bare', html)
        assert re.match("/[^/\\\\]", way_out)
        assert not urlsplit(way_out).query

    def test_a_redirect_does(self, client):
        house = make_organisation("house")
        house.slug = "home"
        house.save()
        response = client.get(f"/en/organisations/house/?sheet={EMPTY}")
        assert (response.status_code, response["Location"]) == (301, f"/en/organisations/home/?sheet={EMPTY}")

    def test_the_second_language_goes_with_it(self, client, four):
        html = client.get(f"/en/organisations/?sheet={EMPTY}&beside=ckb").text
        assert f'href="/en/networks/?sheet={EMPTY}&amp;beside=ckb"' in html

    @pytest.mark.parametrize("beside", ['"><script>', "ckb&x=1", "x" * 500])
    def test_a_second_language_that_is_none_does_not(self, client, beside):
        html = client.get("/en/about/", {"sheet": EMPTY, "beside": beside}).text
        assert f'href="/en/networks/?sheet={EMPTY}"' in html

    def test_words_and_filters_stay(self, client, four):
        html = client.get(f"/en/organisations/?country=SE&sheet={EMPTY}").text
        assert 'name="sheet"' in html
        assert f"/sv/organisations/?country=SE&amp;sheet={EMPTY}" in html

    @pytest.mark.parametrize(
        "address",
        [
            "https://example.org/",
            "//example.org/en/",
            "tel:+4620505050",
            "#content",
            "/en/admin/",
            "/en/organisations/house/cite.bib",
            "/static/site.js",
            "/-/",
            f"/en/?sheet={EMPTY}",
            "mailto:a@example.org",
        ],
    )
    def test_what_leads_elsewhere_does_not(self, address):
        assert carrying(address, "sheet=X") == address

    @pytest.mark.parametrize(
        ("address", "carried"),
        [
            ("?page=2", "?page=2&sheet=X"),
            ("/en/", "/en/?sheet=X"),
            ("/ar/about/#who", "/ar/about/?sheet=X#who"),
            ("/sv/search/?q=cite.bib", "/sv/search/?q=cite.bib&sheet=X"),
        ],
    )
    def test_what_leads_on_does(self, address, carried):
        assert carrying(address, "sheet=X") == carried

    def test_addresses_for_machines_do_not(self, client, four):
        html = client.get(f"/en/about/?sheet={EMPTY}").text
        assert re.findall(r'<link rel="(?:canonical|alternate)"[^>]*sheet=', html) == []
        assert '<link rel="canonical" href="http://testserver/en/about/">' in html

    def test_search_engines_are_to_keep_no_page_of_it(self, client):
        assert client.get(f"/en/about/?sheet={EMPTY}")["X-Robots-Tag"] == "noindex"
        assert "X-Robots-Tag" not in client.get("/en/about/")

    def test_pages_without_it_know_nothing_of_it(self, client, four):
        html = client.get("/en/organisations/house/").text
        assert "open-sheet" not in html
        assert client.get("/en/organisations/?sheet=").text.count("open-sheet") == 0

    @pytest.mark.parametrize("code", ["x", "0" * 5_000, "<script>", "%00", "QQQQ", "9" * 20])
    def test_a_code_that_is_none_opens_no_sheet(self, client, four, code):
        html = client.get("/en/about/", {"sheet": code}).text
        assert "open-sheet" not in html
        assert "<script>alert" not in html

    def test_an_open_sheet_asks_the_database_nothing(self, client, four, django_assert_num_queries):
        client.get("/en/about/")
        code = code_of(*four)
        with django_assert_num_queries(1):  # the helplines
            client.get(f"/en/about/?sheet={code}")

    def test_the_admin_knows_of_none(self, editor):
        html = editor.get(f"/en/admin/?sheet={EMPTY}").text
        assert "open-sheet" not in html
        assert 'name="sheet"' not in html


class TestPuttingRecordsOnIt:
    @pytest.mark.parametrize("page", ["organisations/", "search/?q=house", "organisations/house/"])
    def test_pages_add_and_stay_where_they_are(self, client, four, page):
        mark = "&" if "?" in page else "?"
        html = client.get(f"/en/{page}{mark}sheet={code_of('people/leila')}").text
        added = code_of("people/leila", "organisations/house")
        assert re.search(rf'href="\?[^"/]*sheet={added}[^"]*#pick-\d+"[^>]*>Add to the sheet', html)

    def test_a_need_page_adds_too(self, client):
        make_need("shelter")
        make_organisation("house", kind="shelter", needs=["shelter"])
        html = client.get(f"/en/help/shelter/?sheet={EMPTY}").text
        assert "Add to the sheet" in html

    def test_what_is_there_can_be_taken_off(self, client, four):
        html = client.get(f"/en/organisations/?sheet={code_of(*four[:2])}").text
        assert re.search(rf'href="\?sheet={code_of(four[1])}#pick-\d+"[^>]*>Remove', html)

    def test_a_full_sheet_says_so(self, client):
        code = code_of(*[make_organisation(f"house-{number}").path for number in range(8)])
        make_organisation("other")
        html = client.get(f"/en/organisations/?sheet={code}").text
        assert "The sheet is full." in html
        assert "Add to the sheet" not in html

    def test_lists_offer_nothing_beside_each_record_before_one_is_open(self, client, four):
        html = client.get("/en/organisations/").text
        assert "Add to the sheet" not in html
        assert "nformation sheet of these" in html

    def test_a_short_list_becomes_a_sheet_as_a_whole(self, client, four):
        make_organisation("other")
        html = client.get("/en/organisations/").text
        code = re.search(r'/en/sheet/\?sheet=(\w+)"[^>]*>Make', html)[1]
        assert paths(client, code) == ["organisations/house", "organisations/other"]


class TestPrintedCodes:
    def test_lead_to_the_sheet_in_every_language(self, client, four):
        for language in ("sv", "ar", "en"):
            response = client.get(f"/{language}/sheet/{code_of(*four)}/", follow=True)
            assert [one.path for one in response.context["sheet"].records] == four

    @pytest.mark.parametrize("how", [str.lower, " ".join, lambda code: f"{code[:4]} - {code[4:]}"])
    def test_are_read_however_they_are_typed(self, client, four, how):
        response = client.get(f"/en/sheet/{how(code_of(*four))}/", follow=True)
        assert [one.path for one in response.context["sheet"].records] == four

    def test_that_are_mistyped_say_so_and_show_nobody(self, client, four):
        code = code_of(*four)
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        response = client.get(f"/en/sheet/{wrong}/", follow=True)
        assert NO_CODE in response.text
        assert response.context["sheet"].records == []
        assert f'value="{wrong}"' in response.text

    @pytest.mark.parametrize("code", ["<script>alert(1)</script>", "x" * 3_000, "٪", "%2e%2e"])
    def test_that_are_garbage_say_so(self, client, code):
        response = client.get("/en/sheet/", {"sheet": code})
        assert response.status_code == 200
        assert NO_CODE in response.text
        assert "<script>alert" not in response.text

    def test_follow_a_record_that_was_renamed(self, client, four):
        code = code_of(*four)
        Organisation.objects.get(slug="house").save()
        house = Organisation.objects.get(slug="house")
        house.slug = "home"
        house.save()
        assert paths(client, code) == ["organisations/home", *four[1:]]

    def test_follow_a_record_that_went_into_another(self, client, four):
        kept = make_organisation("kept")
        code = code_of(*four)
        merge(kept, Organisation.objects.get(slug="house"))
        assert paths(client, code) == ["organisations/kept", *four[1:]]

    def test_name_a_record_once_that_two_of_them_became(self, client):
        kept, gone = make_organisation("kept"), make_organisation("gone")
        code = code_of(kept.path, gone.path)
        merge(kept, gone)
        assert paths(client, code) == ["organisations/kept"]

    def test_of_addresses_printed_before_follow_a_renamed_record(self, client, four):
        house = Organisation.objects.get(slug="house")
        house.slug = "home"
        house.save()
        response = client.get("/en/sheet/?pick=organisations/house&pick=people/leila&beside=sv")
        assert [one.path for one in response.context["sheet"].records] == [
            "organisations/home",
            "people/leila",
        ]

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_of_what_is_not_published_look_like_those_of_what_never_was(self, client, four, status):
        hidden = make_organisation("hidden", status=status)
        code = encode([*numbers_at(four[:1]).values(), hidden.pk * 8])
        before = client.get(f"/en/sheet/?sheet={code}").text
        hidden.delete()
        after = client.get(f"/en/sheet/?sheet={code}").text
        assert before == after
        assert "was left out" in before

    @pytest.mark.parametrize("number", [7, 2**50, 0, 8 * 999 + 4])
    def test_that_are_forged_lead_nowhere(self, client, number):
        response = client.get(f"/en/sheet/?sheet={encode([number])}")
        assert response.status_code == 200
        assert response.context["sheet"].records == []

    def test_of_more_than_a_sheet_holds_say_so(self, client):
        code = code_of(*[make_organisation(f"house-{number}").path for number in range(9)])
        html = client.get(f"/en/sheet/?sheet={code}").text
        assert "A sheet holds 8 records; the rest were left out." in html
        assert html.count('class="pick"') == 8


class TestOtherLanguagesBeside:
    def sheet(self, client, path, **query):
        return client.get(f"/en/sheet/?sheet={code_of(path)}", query).text

    def test_have_the_name_that_the_record_has_in_them(self, client):
        from ..world import make_language

        house = make_organisation("house")
        house.other_names.create(name="ماڵی ژنان", language=make_language("ckb"), kind="variant")
        html = client.get("/en/sheet/", {"sheet": code_of(house.path), "beside": "ckb"}).text
        column = re.search(r'<div class="by-hand" lang="ckb" dir="rtl">(.*?)</div>', html, re.DOTALL)[1]
        assert "ماڵی ژنان" in column
        assert 'class="ruled"' in column

    def test_can_be_none_at_all(self, client):
        house = make_organisation("house")
        html = client.get("/en/sheet/", {"sheet": code_of(house.path), "beside": "0"}).text
        assert 'lang="ar"' not in re.search(r"<article.*?</article>", html, re.DOTALL)[0].split("<section")[1]

    def test_that_the_directory_does_not_know_are_passed_over(self, client):
        house = make_organisation("house")
        response = client.get("/en/sheet/", {"sheet": code_of(house.path), "beside": "kl"})
        assert response.context["columns"].languages == ["en", "ar"]


class TestBooklets:
    def test_hold_what_the_list_holds(self, client, four):
        make_organisation("other", kind="shelter")
        response = client.get("/en/booklet/organisations/?kind=shelter")
        assert [one.path for one in response.context["booklet"].records] == ["organisations/other"]

    def test_of_a_search_hold_all_kinds(self, client, four):
        make_network("house-network")
        response = client.get("/en/booklet/search/?q=house")
        found = [one.path for one in response.context["booklet"].records]
        assert found == ["organisations/house", "networks/house-network"]

    def test_hold_no_draft(self, client, four):
        make_organisation("secret", status="draft")
        assert "secret" not in client.get("/en/booklet/organisations/").text

    def test_lead_back_to_the_list(self, client, four):
        html = client.get("/en/booklet/organisations/?kind=shelter&beside=sv").text
        assert 'href="/en/organisations/?kind=shelter"' in html

    def test_say_what_they_leave_out(self, client, monkeypatch):
        monkeypatch.setattr("orgdirectory.public.booklet.MOST", 2)
        for number in range(3):
            make_organisation(f"house-{number}")
        html = client.get("/en/booklet/organisations/").text
        assert "at most 2: these are the first of 3" in html
        assert html.count('class="pick"') == 2

    @pytest.mark.parametrize("path", ["nothing", "help", "sheet", "admin"])
    def test_of_what_is_no_list_there_are_none(self, client, path):
        assert client.get(f"/en/booklet/{path}/").status_code == 404

    def test_refuse_what_the_list_refuses(self, client, four):
        assert client.get("/en/booklet/organisations/?since=nonsense").status_code == 400

    def test_cost_the_same_however_many_records_they_hold(self, client, django_assert_max_num_queries):
        for number in range(12):
            make_organisation(f"house-{number}", places=["se", "iq"])
        with django_assert_max_num_queries(25):
            client.get("/en/booklet/organisations/?beside=ckb")
