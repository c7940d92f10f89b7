"""The admin in real Chromium: mirrored, within the screen, and with a name for all that can be used."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import expect

from ..conftest import make_account, sign_in
from .conftest import follow

RECORD = "organisations/organisation/"

# What can be pressed or filled in and is seen, with its name as assistive technology computes it.
CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=combobox], [role=button]')]
  .filter(e => e.checkVisibility({visibilityProperty: true})
    && !e.closest('.visually-hidden, [aria-hidden=true]')
    && !e.matches('.select2-hidden-accessible, .skip-to-content-link'))"""
NAMELESS = f"""() => ({CONTROLS})().filter(e => {{
  const ids = (e.getAttribute('aria-labelledby') || '').split(' ');
  const named = ids.map(id => document.getElementById(id)?.textContent || '').join('').trim();
  const labels = [...e.labels || []].map(l => l.textContent.trim()).join('');
  const own = e.matches('a, button, summary, [type=submit]') ? e.textContent.trim() || e.value : '';
  const picture = e.querySelector('img[alt]')?.alt;
  return !(named || labels || own || picture || e.getAttribute('aria-label') || e.title);
}}).map(e => e.outerHTML.slice(0, 120))"""
# A link within a sentence is as high as its line (WCAG 2.5.8); all else is a target of 24 px.
SMALL = f"""() => ({CONTROLS})().filter(e => !e.closest('p, .help, .readonly'))
  .filter(e => {{ const box = (e.labels?.[0]?.contains(e) ? e.labels[0] : e).getBoundingClientRect();
    return box.width && (box.width < 23.9 || box.height < 23.9); }})
  .map(e => e.outerHTML.slice(0, 120))"""
BEYOND = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def admin(page, site, faults, django_db_blocker):
    """Opens pages of the admin in a language, signed in; these tests change no record."""
    with django_db_blocker.unblock():
        user = get_user_model().objects.filter(username="reader").first()
        client = sign_in(Client(), user or make_account("reader", is_superuser=True))
    page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": site}])

    def open_page(path, language="ar", width=1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}/{language}/admin/{path}")
        return page

    return open_page


def form_of(admin, **options):
    """Open the form of the first organisation, with a new row in each table below it."""
    page = admin(RECORD, **options)
    follow(page.locator("#result_list tbody th a").first)
    tables = page.locator(".js-inline-admin-formset").count()
    expect(page.locator(".add-row a")).to_have_count(tables)  # the script adds them one by one
    page.evaluate("document.querySelectorAll('.inline-group details').forEach(fold => fold.open = true)")
    for add in page.locator(".add-row a").all():
        add.click()
    expect(page.locator(".inline-group .select2-container").first).to_be_visible()
    page.evaluate("() => new Promise(done => setTimeout(done, 50))")  # after what the script put off
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_on_a_form_has_a_name(admin, width):
    assert form_of(admin, width=width).evaluate(NAMELESS) == []


def test_everything_on_a_list_has_a_name(admin):
    assert admin(RECORD).evaluate(NAMELESS) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_on_a_form_can_be_hit_with_a_thumb(admin, width):
    assert form_of(admin, width=width).evaluate(SMALL) == []


@pytest.mark.parametrize("path", ["", f"{RECORD}?o=-1.2&status__exact=published", "networks/citation/"])
def test_everything_on_a_list_can_be_hit_with_a_thumb(admin, path):
    assert admin(path, width=360).evaluate(SMALL) == []


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("path", ["", RECORD, f"{RECORD}?o=-1.2", "networks/citation/", "password_change/"])
def test_no_page_is_wider_than_a_telephone(admin, path, language):
    assert admin(path, language=language, width=360).evaluate(BEYOND) == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_no_form_is_wider_than_the_screen(admin, width):
    assert form_of(admin, width=width).evaluate(BEYOND) == 0


def test_a_choice_by_searching_is_named_after_its_field_also_when_open(admin):
    page = form_of(admin, language="en")
    page.get_by_role("combobox", name="Seat").click()
    expect(page.get_by_role("searchbox", name="Seat")).to_be_focused()


def test_the_help_of_an_added_row_stays_with_its_field(admin):
    page = form_of(admin, language="en")
    described = page.locator("[aria-describedby*=__prefix__]:not(.empty-form *)")
    assert described.count() == 0


def test_rows_renumbered_after_one_is_taken_away_keep_their_help(admin):
    page = form_of(admin, language="en")
    rows = page.locator("#contact_points-group .dynamic-contact_points")
    page.locator("#contact_points-group .add-row a").click()
    expect(rows).to_have_count(2)
    rows.first.locator(".inline-deletelink").click()
    expect(rows).to_have_count(1)
    ids = page.locator("#contact_points-group [aria-describedby]:not(.empty-form *)").evaluate_all(
        "fields => fields.flatMap(f => f.getAttribute('aria-describedby').split(' '))"
    )
    assert ids
    assert all(page.locator(f"[id='{one}']").count() == 1 for one in ids)


def test_a_failed_save_leads_from_the_summary_to_the_field(admin):
    page = form_of(admin, language="en")
    page.locator("#id_founding_date").fill("once")
    follow(page.locator("[name=_save]"))
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a", has_text="Founded").click()
    expect(page.locator("#id_founding_date")).to_be_focused()


def test_the_field_that_is_reached_is_not_behind_the_buttons(admin):
    page = form_of(admin, language="en")
    page.locator("#id_slug").fill("")
    follow(page.locator("[name=_save]"))
    page.locator(".error-summary a", has_text="Slug").click()
    field, bar = page.locator("#id_slug").bounding_box(), page.locator(".submit-row").bounding_box()
    assert field["y"] + field["height"] <= bar["y"]


def test_arabic_is_mirrored(admin):
    def at_start(language):
        page = admin(RECORD, language=language)
        exit_link, languages = page.locator("a.exit"), page.locator(".language-links")
        return exit_link.bounding_box()["x"] < languages.bounding_box()["x"]

    assert (at_start("sv"), at_start("ar")) == (True, False)


def test_escape_leaves_an_editor_where_she_is(admin):
    page = admin(RECORD)
    before = page.url
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url == before


def test_a_record_in_the_dark_is_light_on_dark(admin):
    page = admin(RECORD)
    page.emulate_media(color_scheme="dark")
    assert page.locator("body").evaluate("b => getComputedStyle(b).backgroundColor") == "rgb(22, 19, 26)"


def test_no_page_of_the_admin_makes_the_console_complain(admin, faults):
    form_of(admin)
    assert not faults


HEAVY = [
    "organisations/organisation/?q=IKKR",
    "organisations/organisation/?q=kvinnors-natverk",
    "networks/network/?q=sport-against-violence-group",
    "networks/project/?q=joint-strategic-meeting-2019",
    "organisations/person/?q=halala-rafi",
]


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize(("width", "limit"), [(1280, 5000), (360, 10_000)])
@pytest.mark.parametrize("search", HEAVY)
def test_the_form_of_a_record_with_much_in_it_is_short(admin, search, width, limit, language):
    page = admin(search, language=language, width=width)
    follow(page.locator("#result_list tbody th a").first)
    assert page.evaluate("document.documentElement.scrollHeight") <= limit
    assert page.locator("#citations-group .has_original").count() > 3


def test_what_a_link_to_a_folded_row_leads_to_is_open(admin):
    page = admin(HEAVY[0], language="en")
    follow(page.locator("#result_list tbody th a").first)
    row = page.locator("#citations-2 > details")
    expect(row).not_to_have_attribute("open", "")
    page.evaluate("location.hash = 'citations-2'")
    expect(row).to_have_attribute("open", "")
    expect(page.locator("#id_citations-2-paragraph")).to_be_visible()
