"""From a need to somebody who answers, press by press: on a phone in Arabic, on a laptop in Swedish."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import follow

PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
LINE = "tel:+4620505050"


@pytest.fixture
def phone(page):
    page.set_viewport_size(PHONE)
    return page


@pytest.fixture
def laptop(page):
    page.set_viewport_size(LAPTOP)
    return page


def search(page, words):
    page.locator("input[name=q]:visible").first.fill(words)
    with page.expect_navigation():
        page.locator("input[name=q]:visible").first.press("Enter")


def choose(page, name):
    follow(page.get_by_role("main").get_by_role("link", name=re.compile(name)).first)


def strip(page):
    return page.locator(".help-now")


def in_first_screen(page, locator):
    box = locator.bounding_box()
    return box["y"] + box["height"] <= page.viewport_size["height"]


def headings(page):
    return page.locator("main h2").all_inner_texts()


class TestAWomanWhoReadsArabicOnHerPhone:
    @pytest.fixture(autouse=True)
    def at_home(self, phone, site):
        phone.goto(f"{site}/ar/")
        self.page, self.site = phone, site

    def test_sees_the_needs_and_a_number_without_scrolling(self):
        assert in_first_screen(self.page, self.page.locator(f"a[href='{LINE}']").first)
        assert in_first_screen(self.page, self.page.locator(".needs li").first)
        assert in_first_screen(self.page, self.page.locator("input[name=q]").first)

    def test_who_is_beaten_comes_in_two_presses_to_a_number_and_to_who_helps_in_sweden(self):
        choose(self.page, "دعم لكِ إذا تعرّضتِ للعنف")
        choose(self.page, "السويد")
        expect(strip(self.page).locator(f"a[href='{LINE}']")).to_be_visible()
        first = self.page.locator(".cards .card").first
        expect(first).to_contain_text("خدمة")
        expect(first).to_contain_text("السويد")

    def test_who_asks_for_a_shelter_in_sweden_is_told_that_none_is_known_and_whom_to_ring(self):
        self.page.goto(f"{self.site}/ar/help/shelter/")
        choose(self.page, "السويد")
        expect(self.page.locator(".empty")).to_contain_text("لا نعرف في السويد أي خدمة أو جمعية")
        expect(strip(self.page).locator(f"a[href='{LINE}']")).to_be_visible()

    def test_in_iraq_is_told_that_no_line_is_known_there(self):
        self.page.goto(f"{self.site}/ar/help/shelter/?country=IQ")
        expect(strip(self.page)).to_contain_text("لا نعرف خط مساعدة في العراق")
        expect(self.page.locator(".empty")).to_contain_text("لا نعرف في العراق أي خدمة أو جمعية")

    @pytest.mark.parametrize("words", ["زوجي يضربني", "ملجأ", "خط ساخن", "پەناگە", "زواج القاصرات"])
    def test_who_types_what_happens_to_her_sees_the_number_first(self, words):
        search(self.page, words)
        number = strip(self.page).locator(f"a[href='{LINE}']")
        expect(number).to_be_visible()
        assert in_first_screen(self.page, number)

    def test_comes_from_nothing_found_to_the_needs(self):
        search(self.page, "ملجأ قققصصص")
        choose(self.page, "دار إيواء")
        expect(self.page.locator("h1")).to_have_text("دار إيواء أو ملاذ آمن")

    def test_keeps_her_country_from_one_need_to_another(self):
        choose(self.page, "مساعدة قانونية")
        choose(self.page, "السويد")
        choose(self.page, "مساعدة أخرى")
        choose(self.page, "دعم لكِ إذا تعرّضتِ للعنف")
        assert self.page.url.endswith("?country=SE")

    def test_finds_the_way_back_to_all_countries(self):
        choose(self.page, "دعم لكِ إذا تعرّضتِ للعنف")
        choose(self.page, "السويد")
        choose(self.page, "السويد")
        assert "country" not in self.page.url

    def test_whose_page_is_gone_still_sees_the_number(self):
        self.page.goto(f"{self.site}/ar/organisations/no-such-thing/")
        expect(strip(self.page).locator(f"a[href='{LINE}']")).to_be_visible()

    def test_reads_of_who_has_no_number_that_nobody_knows_one(self):
        choose(self.page, "دعم لكِ إذا تعرّضتِ للعنف")
        follow(self.page.locator(".card h3 a").first)
        reach = self.page.locator("section.reach")
        expect(reach.locator(f"a[href='{LINE}']")).to_be_visible()
        assert "about=" in reach.get_by_role("link", name="اكتبي").get_attribute("href")


class TestAWomanWithoutScripts:
    def test_comes_as_far(self, page_without_scripts, site):
        page = page_without_scripts
        page.set_viewport_size(PHONE)
        page.goto(f"{site}/ar/")
        choose(page, "دعم لكِ إذا تعرّضتِ للعنف")
        choose(page, "السويد")
        expect(strip(page).locator(f"a[href='{LINE}']")).to_be_visible()


class TestASocialWorkerOnHerLaptop:
    def test_finds_who_helps_in_sweden_and_takes_it_along(self, laptop, site):
        laptop.goto(f"{site}/sv/")
        choose(laptop, "Stöd för dig som utsätts för våld")
        choose(laptop, "Sverige")
        follow(laptop.locator(".card h3").get_by_role("link", name="IKKR"))
        expect(laptop.locator("h1")).to_have_text("IKKR:s arbete med enskilda fall av våld")
        laptop.locator("a[href*='sheet/?sheet=']").first.click()
        expect(laptop.locator("main")).to_contain_text("IKKR:s arbete med enskilda fall av våld")

    @pytest.mark.parametrize("words", ["kvinnojour Stockholm", "kvinnojour Gävle"])
    def test_who_asks_for_a_jour_in_a_town_gets_what_there_is(self, laptop, site, words):
        laptop.goto(f"{site}/sv/")
        search(laptop, words)
        expect(strip(laptop).locator(f"a[href='{LINE}']")).to_be_visible()
        assert laptop.locator(".cards .card").count() > 0

    def test_who_asks_for_a_language_sees_how_it_was_read(self, laptop, site):
        laptop.goto(f"{site}/sv/")
        search(laptop, "stöd på persiska")
        expect(laptop.locator("main")).to_contain_text("persiska")
        assert laptop.locator(".cards .card").count() > 0


class TestAResearcher:
    def test_finds_the_other_things_on_a_subject_folded_below(self, laptop, site):
        laptop.goto(f"{site}/sv/help/shelter/")
        also = laptop.locator("details.also")
        expect(also.locator("h3").first).to_be_hidden()
        also.locator("summary").click()
        expect(also.get_by_role("link", name="Kvinnors Skyddscenter")).to_be_visible()

    def test_comes_from_the_home_page_to_the_directory(self, laptop, site):
        laptop.goto(f"{site}/sv/")
        choose(laptop, r"^\d+ Organisationer")
        assert laptop.url.endswith("/sv/organisations/")
