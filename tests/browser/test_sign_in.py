"""Signing in, in a real browser: without scripts, with the keyboard, in each language."""

from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from organisations.models import Organisation

from ..conftest import PASSWORD, code_of, make_account
from .conftest import give_password, sign_in

LANGUAGES = ["sv", "ar", "en"]


@pytest.fixture
def site(editable_site):
    return editable_site


@pytest.fixture
def newcomer(transactional_db):
    return make_account("nora", is_superuser=True)


def set_app_up(page, site, user, language):
    """Sign somebody in for the first time, as far as her recovery codes; return the codes."""
    page.goto(f"{site}/{language}/admin/")
    give_password(page, user)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.locator("#id_code").fill(f"{TOTP(b32decode(secret)).token():06}")
    page.locator("#id_code").press("Enter")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    return page.locator(".recovery-codes code").all_inner_texts()


def own_form(page, site, language):
    """Open the form of an organisation."""
    house = Organisation.objects.get(slug="owfi")
    page.goto(f"{site}/{language}/admin/organisations/organisation/{house.pk}/change/")


def test_the_keyboard_alone_leads_in(page, site, editor_account, faults):
    page.goto(f"{site}/sv/admin/")
    for typed in (editor_account.username, "Tab", "a long enough password", "Enter"):
        page.keyboard.press(typed) if typed in {"Tab", "Enter"} else page.keyboard.type(typed)
    expect(page.locator("#id_code")).to_be_focused()
    page.keyboard.type(code_of(editor_account))
    page.keyboard.press("Enter")
    expect(page.locator("#user-tools")).to_be_visible()
    assert not faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_newcomer_sets_her_app_up_without_scripts(page_without_scripts, site, newcomer, language):
    page = page_without_scripts
    set_app_up(page, site, newcomer, language)
    page.locator("a.button").click()
    expect(page.locator("#user-tools")).to_be_visible()


def test_the_picture_is_large_enough_to_be_scanned_on_a_small_screen(page, site, newcomer, faults):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site}/ar/admin/")
    give_password(page, newcomer)
    assert page.locator(".qr-code svg").bounding_box()["width"] > 200
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert not faults


def test_a_recovery_code_leads_in_as_it_was_printed(page, site, newcomer):
    codes = set_app_up(page, site, newcomer, "ar")
    page.context.clear_cookies()
    page.goto(f"{site}/ar/admin/")
    give_password(page, newcomer)
    page.locator("#id_code").fill(codes[0].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    page.locator("#id_code").press("Enter")
    expect(page.locator("#user-tools")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_when_the_session_ended_is_saved_after_all(page, site, editor_account, language):
    sign_in(page, site, editor_account, language)
    own_form(page, site, language)
    page.locator("#id_description_ar").fill("سطر أول\n\nسطر < ثان & ثالث")
    editor_account.totpdevice_set.update(last_t=-1)  # so that her next code need not wait
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").first.click()
    give_password(page, editor_account)
    page.locator("#id_code").fill(code_of(editor_account))
    page.locator("#id_code").press("Enter")
    page.locator("#content [type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    kept = Organisation.objects.get(slug="owfi").description_ar
    assert kept.splitlines() == ["سطر أول", "", "سطر < ثان & ثالث"]


def test_nothing_is_shown_again_after_signing_out(page, site, editor_account):
    sign_in(page, site, editor_account, "sv")
    own_form(page, site, "sv")
    page.locator("#logout-form button").click()
    page.wait_for_url("**/logout/")
    page.go_back()
    expect(page.locator("#id_username")).to_be_visible()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]


@pytest.fixture
def authenticator(page):
    """Give the browser a device that makes passkeys, and whose owner always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "hasResidentKey": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passkey_takes_the_place_of_the_code(page, site, editor_account, language, authenticator, faults):
    sign_in(page, site, editor_account, language)
    page.goto(f"{site}/{language}/admin/second-factor/")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("button[name=passkey]").click()
    page.locator("#id_name").fill("هاتفي")
    page.locator("[data-passkey]").click()
    expect(page.locator("bdi", has_text="هاتفي")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{site}/{language}/admin/")
    give_password(page, editor_account)
    page.locator("[data-passkey]").click()
    expect(page.locator("#user-tools")).to_be_visible()
    assert not faults


def test_a_browser_without_scripts_is_told_so(page_without_scripts, site, editor_account):
    page = sign_in(page_without_scripts, site, editor_account, "en")
    page.goto(f"{site}/en/admin/second-factor/")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("button[name=passkey]").click()
    expect(page.locator("[data-passkey-missing]")).to_be_visible()
    expect(page.locator("[data-passkey]")).to_be_hidden()
