"""Real Chromium against a real server that holds the directory as it ships."""

import os
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from organisations.models import Organisation

from .. import browsers, databases
from ..conftest import PASSWORD, code_of, make_account, make_device, put
from .marionette import Firefox

# Playwright keeps an event loop in the test's thread; Django then takes plain calls for async ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

PATIENCE = 20_000  # milliseconds; what comes is not waited for longer, and machines may be busy
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser():
    path = browsers.find("chromium")
    assert path, "No Chromium on this machine: python -m tests.browsers obtains one."
    arguments = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=arguments)


@pytest.fixture(scope="session")
def firefox():
    path = browsers.find("firefox")
    assert path, "No Firefox on this machine: python -m tests.browsers obtains one."
    firefox = Firefox(path)
    yield firefox
    firefox.close()


@pytest.fixture
def page(browser):
    yield from open_page(browser)


@pytest.fixture
def page_without_scripts(browser):
    yield from open_page(browser, java_script_enabled=False)


def open_page(browser, **options):
    with browser.new_context(**options) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker, tmp_path_factory
):
    """Give SQLite a file, as in earnest: what a browser asks at once, each on a connection of its own."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    with django_db_blocker.unblock():
        if filled := databases.use_template():
            filled.close()


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Let the file be that was copied from the template."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_keepdb, django_db_modify_db_settings
):
    """Set the database up whatever the tests ask for: the server needs it, and pytest-django cannot know."""
    with django_db_blocker.unblock():
        config = setup_databases(0, interactive=False, keepdb=django_db_keepdb)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(config, 0)


@pytest.fixture(scope="session")
def roles(django_db_setup, django_db_blocker):
    """What each role may do as the migrations made it: {name: natural keys of permissions}."""
    with django_db_blocker.unblock():
        groups = Group.objects.prefetch_related("permissions__content_type")
        roles = {group.name: [one.natural_key() for one in group.permissions.all()] for group in groups}
    assert roles, "A test has emptied the database: run tests/browser by itself."
    return roles


@pytest.fixture(scope="session")
def server(django_db_setup, django_db_blocker, roles):
    """A running server; one is enough for all tests."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        yield server
        server.stop()


@pytest.fixture
def site(server, shipped_rows, django_db_blocker):
    """The address of a site that holds the directory as it ships, for tests that only read."""
    with django_db_blocker.unblock():
        put_once(shipped_rows)
        yield server.url


@pytest.fixture
def editable_site(transactional_db, server, shipped_rows, roles):
    """The same for a test that writes: afterwards all rows are taken away, and so are the roles."""
    put_once(shipped_rows)
    every = {one.natural_key(): one for one in Permission.objects.select_related("content_type")}
    for name, keys in roles.items():
        Group.objects.get_or_create(name=name)[0].permissions.set(every[key] for key in keys)
    return server.url


def put_once(shipped_rows):
    if not Organisation.objects.exists():
        with transaction.atomic():
            put(shipped_rows)


@pytest.fixture
def faults(page, site):
    """What a visitor must never meet: errors of the console, and requests to other hosts."""
    met = []
    page.on("console", lambda message: message.type == "error" and met.append(message.text))
    page.on("pageerror", lambda error: met.append(str(error)))
    page.on("request", lambda request: urlsplit(request.url).netloc not in site and met.append(request.url))
    return met


@pytest.fixture
def editor_account(transactional_db):
    """Somebody who may edit everything, with her app."""
    user = make_account("shirin", is_superuser=True)
    make_device(user)
    return user


@pytest.fixture
def signed_in(page, site, editor_account, faults):
    """A page on which somebody who may edit everything is signed in, in Arabic."""
    return sign_in(page, site, editor_account, "ar")


def sign_in(page, site, user, language):
    """Sign somebody in as people do: name and password, then the code that her app shows."""
    page.goto(f"{site}/{language}/admin/")
    give_password(page, user)
    page.locator("#id_code").fill(code_of(user))
    page.locator("#id_code").press("Enter")
    expect(page.locator("#user-tools")).to_be_visible()
    return page


def follow(control):
    """Press what leads to another page, and wait for the whole of it.

    A press alone waits for the first bytes: counting, or asking for the last of something, is then too early.
    """
    with control.page.expect_event("load"):
        control.click()


def give_password(page, user):
    page.locator("#id_username").fill(user.username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    expect(page.locator("#id_code")).to_be_visible()
