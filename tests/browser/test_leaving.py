"""Leaving in a hurry, with the real history of a real tab."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

ELSEWHERE = "<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>"
TRAIL = ["/sv/", "/sv/organisations/", "/sv/organisations/kvinnors-natverk/", "/sv/search/?q=kvinnojour"]


@pytest.fixture
def outside(site):
    """What the pages outside the site are told of where a visitor comes from."""
    return []


@pytest.fixture
def page(page, site, outside):
    """A tab that came from elsewhere; every other host answers, without being asked."""

    def answer(route):
        outside.append(route.request.headers.get("referer"))
        route.fulfill(status=200, content_type="text/html", body=ELSEWHERE)

    page.route(lambda address: not address.startswith(site), answer)
    page.goto("https://search.example/")
    outside.clear()
    for path in TRAIL:
        page.goto(f"{site}{path}")
    return page


def click(page):
    page.locator("[data-quick-exit]").click(no_wait_after=True)


def escape(page):
    page.keyboard.press("Escape")


def shift_three_times(page):
    for _press in range(3):
        page.keyboard.press("Shift")


def history(page):
    """Return the addresses that the tab remembers, oldest first."""
    session = page.context.new_cdp_session(page)
    return [entry["url"] for entry in session.send("Page.getNavigationHistory")["entries"]]


def expect_to_be_elsewhere(page):
    expect(page.locator("h1")).to_have_text("Elsewhere")


ways = pytest.mark.parametrize("leave", [click, escape, shift_three_times])


@ways
def test_the_tab_forgets_every_page_of_the_visit(page, site, leave):
    leave(page)
    expect_to_be_elsewhere(page)
    assert {address for address in history(page) if address.startswith(site)} == {f"{site}/-/"}


@ways
def test_going_back_shows_nothing_of_the_site(page, site, leave):
    leave(page)
    expect_to_be_elsewhere(page)
    with suppress(Error):  # the way back leads elsewhere, which this machine may not reach
        page.go_back(timeout=3000)
    expect(page).not_to_have_url(re.compile(f"^{re.escape(site)}"))


def test_the_next_site_is_not_told_where_the_visitor_comes_from(page, outside):
    click(page)
    expect_to_be_elsewhere(page)
    assert set(outside) == {None}


def test_no_tab_more_is_opened_and_nothing_is_kept(page, site):
    click(page)
    expect_to_be_elsewhere(page)
    assert (len(page.context.pages), page.context.cookies()) == (1, [])
    page.goto(f"{site}/sv/")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


SEEN = "JSON.stringify([document.documentElement.hidden, document.body, document.title])"


def test_the_page_is_covered_at_once_however_slow_the_way_out(page, site):
    """The page itself tells, since Chromium answers no question while it waits for the next one."""
    page.evaluate("document.querySelector('[data-quick-exit]').href = '/-/hanging'")
    page.route("**/-/hanging", lambda _route: None)
    page.evaluate(f"setInterval(() => console.log({SEEN}), 50)")
    with page.expect_console_message(lambda message: message.text == '[true,null,"\u200b"]'):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("path", ["/sv/admin/login/", "/static/icon.svg"])
def test_a_visit_that_began_where_no_script_waits_is_left_too(page, site, path):
    page.goto(f"{site}{path}")
    page.goto(f"{site}/sv/safety/")
    page.goto(f"{site}/sv/about/")
    escape(page)
    expect_to_be_elsewhere(page)
    assert f"{site}/sv/safety/" not in history(page)


def test_an_error_page_is_left_as_any_other(page, site):
    page.goto(f"{site}/ar/nothing-here/")
    escape(page)
    expect_to_be_elsewhere(page)
    assert f"{site}/ar/nothing-here/" not in history(page)


@pytest.mark.parametrize("keys", ["Control+Escape", "Alt+Escape", "Shift+Escape"])
def test_escape_with_another_key_stays(page, site, keys):
    page.keyboard.press(keys)
    page.wait_for_timeout(400)
    expect(page).to_have_url(f"{site}{TRAIL[-1]}")


def expect_to_stay(page):
    page.wait_for_timeout(400)
    expect(page).to_have_url(re.compile(re.escape(TRAIL[-1])))
    assert not page.locator("html").is_hidden()


def roll(page, *keys):
    """Press keys one after the other, and let them go in the same order."""
    for key in keys:
        page.keyboard.down(key)
    for key in keys:
        page.keyboard.up(key)


def chord(page, *keys):
    """Press keys one after the other, and let go of the last first."""
    page.keyboard.press("+".join(keys))


class TestShiftIsTheWayOut:
    @pytest.mark.parametrize("key", ["ShiftLeft", "ShiftRight"])
    def test_with_either_key(self, page, key):
        for _press in range(3):
            page.keyboard.press(key)
        expect_to_be_elsewhere(page)

    def test_in_the_search_field(self, page):
        page.locator("input[type=search]").focus()
        shift_three_times(page)
        expect_to_be_elsewhere(page)

    def test_without_haste(self, page):
        for _press in range(3):
            page.keyboard.press("Shift", delay=300)
            page.wait_for_timeout(500)
        expect_to_be_elsewhere(page)

    def test_however_the_pointer_is_moved(self, page):
        for x in (10, 50, 90):
            page.keyboard.press("Shift")
            page.mouse.move(x, 90)
        expect_to_be_elsewhere(page)

    def test_after_something_else_was_done_with_it(self, page):
        page.locator("input[type=search]").press_sequentially("AB", delay=10)
        chord(page, "Shift", "Alt")
        shift_three_times(page)
        expect_to_be_elsewhere(page)


class TestShiftForSomethingElseStays:
    @pytest.mark.parametrize("act", [chord, roll])
    @pytest.mark.parametrize(
        "keys",
        [
            ("Shift", "Alt"),
            ("Alt", "Shift"),
            ("Shift", "Control"),
            ("Control", "Shift"),
            ("Shift", "AltGraph"),
            ("AltGraph", "Shift"),
            ("Shift", "Meta"),
            ("Shift", "a"),
            ("Shift", "ArrowRight"),
            ("Shift", "Space"),
            ("Shift", "CapsLock"),
            ("ShiftLeft", "ShiftRight"),
        ],
    )
    def test_three_times_with_another_key(self, page, act, keys):
        page.locator("input[type=search]").focus()
        for _press in range(3):
            act(page, *keys)
        expect_to_stay(page)

    @pytest.mark.parametrize("key", ["a", "Alt", "ArrowDown", "Backspace"])
    def test_with_another_key_between(self, page, key):
        page.locator("input[type=search]").focus()
        for _press in range(3):
            page.keyboard.press("Shift")
            page.keyboard.press(key)
        expect_to_stay(page)

    def test_capitals(self, page):
        page.locator("input[type=search]").press_sequentially("ABCdE", delay=10)
        expect_to_stay(page)

    @pytest.mark.parametrize("between", [True, False])
    def test_a_click(self, page, between):
        for _press in range(3):
            page.keyboard.down("Shift")
            if between:
                page.keyboard.up("Shift")
            page.mouse.click(5, 400)
            page.keyboard.up("Shift")
        expect_to_stay(page)

    @pytest.mark.parametrize("between", [True, False])
    def test_the_wheel(self, page, between):
        page.mouse.move(100, 400)
        for _press in range(3):
            page.keyboard.down("Shift")
            if between:
                page.keyboard.up("Shift")
            page.mouse.wheel(40, 0)
            page.wait_for_timeout(100)  # the browser tells of it in its own time
            page.keyboard.up("Shift")
        expect_to_stay(page)

    def test_a_drag_that_marks_words(self, page):
        for _press in range(3):
            page.keyboard.down("Shift")
            page.mouse.move(100, 300)
            page.mouse.down()
            page.mouse.move(200, 320)
            page.mouse.up()
            page.keyboard.up("Shift")
        expect_to_stay(page)

    def test_held_until_it_repeats(self, page):
        for _press in range(3):
            page.keyboard.down("Shift")
            page.keyboard.down("Shift")
            page.keyboard.up("Shift")
        expect_to_stay(page)

    def test_held_long_where_nothing_repeats(self, page):
        for _press in range(3):
            page.keyboard.press("Shift", delay=1200)
        expect_to_stay(page)

    def test_held_down_since_another_page(self, page):
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")
        page.evaluate("document.dispatchEvent(new KeyboardEvent('keyup', { key: 'Shift', bubbles: true }))")
        expect_to_stay(page)

    def test_three_times_in_all_too_slowly(self, page):
        for pause in (2600, 2600, 0):
            page.keyboard.press("Shift")
            page.wait_for_timeout(pause)
        expect_to_stay(page)

    def test_while_letters_are_composed(self, page):
        page.locator("input[type=search]").focus()
        session = page.context.new_cdp_session(page)
        for _press in range(3):
            page.keyboard.press("Shift")
            session.send("Input.imeSetComposition", {"text": "ن", "selectionStart": 1, "selectionEnd": 1})
        expect_to_stay(page)

    def test_when_the_keyboard_is_lost_between(self, page):
        """A desktop that takes the next key to change the keyboard tells of a lost focus only."""
        for _press in range(3):
            page.keyboard.down("Shift")
            page.evaluate("dispatchEvent(new FocusEvent('blur'))")
            page.keyboard.up("Shift")
        expect_to_stay(page)

    def test_in_an_open_dialog(self, page):
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('dialog'), {id: 'd'})); d.showModal()"
        )
        shift_three_times(page)
        expect_to_stay(page)


def test_escape_while_letters_are_composed_stays(page, site):
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'Escape', bubbles: true, isComposing: true}))"
    )
    page.wait_for_timeout(400)
    expect(page).to_have_url(f"{site}{TRAIL[-1]}")


def test_escape_with_a_dialog_open_closes_the_dialog_only(page, site):
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('dialog'), {id: 'd'})); d.showModal()"
    )
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    expect(page).to_have_url(f"{site}{TRAIL[-1]}")


def test_a_link_opened_in_a_new_tab_leaves_the_page_where_it_is(page, site):
    page.locator("[data-quick-exit]").click(modifiers=["ControlOrMeta"])
    page.wait_for_timeout(400)
    expect(page).to_have_url(f"{site}{TRAIL[-1]}")


def test_escape_does_nothing_in_the_admin(page, site):
    page.goto(f"{site}/sv/admin/login/")
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    expect(page).to_have_url(f"{site}/sv/admin/login/")


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_way_out_stays_in_sight_and_large_enough(page, site, language, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"{site}/{language}/organisations/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    box = page.locator("[data-quick-exit]").bounding_box()
    assert 0 <= box["x"] <= width - box["width"]
    assert 0 <= box["y"] <= 100
    assert box["width"] >= 44
    assert box["height"] >= 44


@pytest.mark.parametrize("language", ["sv", "ar", "en"])
@pytest.mark.parametrize(
    ("width", "height", "most"),
    [
        (320, 256, 46),
        (360, 380, 46),
        (640, 300, 46),
        (320, 568, 56),
        (360, 640, 56),
        (390, 800, 56),
        (1280, 800, 56),
    ],
)
def test_the_bar_is_one_row_that_also_leads_to_safe_browsing(page, site, language, width, height, most):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/{language}/organisations/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.locator(".bar").bounding_box()["height"] <= most
    for one in page.locator(".bar a").all():
        expect(one).to_be_in_viewport(ratio=1)
        assert one.bounding_box()["height"] >= 24
    assert page.locator(".bar .safe").get_attribute("href") == f"/{language}/safety/"


def test_letters_of_twice_the_size_cut_nothing_off(page, site):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/en/organisations/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for one in page.locator(".bar a").all():
        expect(one).to_be_in_viewport(ratio=1)


def test_the_way_out_covers_nothing_that_has_the_focus(page, site):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{site}/sv/organisations/kvinnors-natverk/")
    covered = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button")].filter((one) => {
            one.focus();
            if (!one.getClientRects().length) return false; // folded away
            const { left, top, height } = one.getClientRects()[0];
            return document.elementFromPoint(left + 2, top + height / 2)?.closest(".bar");
        }).length"""
    )
    assert covered == 0


def test_without_scripts_the_link_leaves(page_without_scripts, site):
    page = page_without_scripts
    page.route(
        lambda address: not address.startswith(site),
        lambda route: route.fulfill(body=ELSEWHERE, content_type="text/html"),
    )
    page.goto(f"{site}/ar/")
    click(page)
    expect_to_be_elsewhere(page)
