import gc
from contextlib import contextmanager
from copy import copy, deepcopy
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.utils import translation
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from hypothesis import settings

from orgdirectory.accounts.models import App
from orgdirectory.helplines import forget_helplines

from . import databases

PASSWORD = "a long enough password"

# The same examples every time: a run that fails can be run again.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_collection_finish():
    """Let the collector leave alone what stays, and come by less often: a twelfth of the time is its own."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Let the tests begin with a copy of a migrated database, on SQLite in the memory of each worker."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = None  # pytest-django knows Django's own engine only
    with django_db_blocker.unblock():
        open_meanwhile = databases.use_template()
    yield
    if open_meanwhile:
        open_meanwhile.close()


@contextmanager
def connections_stay():
    """Keep the connection of a test from being closed by a request that does not come by Django's client.

    PostgreSQL's is in a transaction, for which Django takes it to have been left in disorder.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _english():
    """Let each test begin in English, whatever the one before asked for."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _empty_cache():
    """Let no test find what the one before had computed or read."""
    cache.clear()
    forget_helplines()


def pytest_collection_modifyitems(items):
    """Let tests that empty the tables bring the groups of the roles back."""
    for one in items:
        mark = one.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction"):
            one.fixturenames.insert(0, "_roles_stay")


@pytest.fixture
def _roles_stay(django_db_setup, django_db_blocker):
    """Bring the groups back that a test which empties the tables takes along."""
    with django_db_blocker.unblock():
        kept = [(group, list(group.permissions.all())) for group in Group.objects.all()]
    yield
    with django_db_blocker.unblock():
        for group, permissions in kept:
            again = Group.objects.get_or_create(name=group.name)[0]
            again.permissions.set(
                Permission.objects.filter(codename__in=[one.codename for one in permissions])
            )


@pytest.fixture
def editor(client):
    """A client signed in as somebody who may edit everything."""
    return sign_in(client, make_account("editor", is_superuser=True))


@pytest.fixture
def stored_before_the_rules(monkeypatch):
    """Let rows be stored as a release without today's rules stored them."""
    monkeypatch.setattr("organisations.signals.check_row", lambda *args: None)


def make_account(name, **fields):
    """Make an account that may enter the admin; it may do nothing there unless ``fields`` say so."""
    return get_user_model().objects.create_user(name, password=PASSWORD, is_staff=True, **fields)


def sign_in(client, user):
    """Return the client as it is after the user's password and code."""
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = make_device(user).persistent_id
    session.save()
    return client


def same_visitor(client):
    """Return a client with the cookies that another has now."""
    other = Client()
    other.cookies = deepcopy(client.cookies)
    return other


def make_device(user):
    """Return the app that shows codes on the user's phone."""
    app = App.objects.filter(user=user).first() or App(user=user, name="app")
    app.encrypt()
    app.save()
    return app


def code_of(user):
    """Return what the user's app shows now."""
    return f"{TOTP(App.objects.get(user=user).bin_key).token():06}"


@pytest.fixture(scope="session")
def shipped_rows(django_db_setup, django_db_blocker):
    """The rows that come with the site, by the label of their model."""
    with django_db_blocker.unblock():
        return load_shipped_rows()


def load_shipped_rows():
    """Return these rows, which are loaded only where no run has done so, since loading takes seconds."""
    return databases.kept_rows(lambda: rows_after(load_directory))


def load_directory():
    call_command("load_directory", stdout=StringIO())


def rows_after(make):
    """Return the rows that a function writes, by the label of their model, and take them back."""
    with transaction.atomic():
        make()
        rows = {model._meta.label: list(model._base_manager.all()) for model in models_of_the_directory()}
        transaction.set_rollback(True)
    return rows


def models_of_the_directory():
    for label in ("organisations", "networks"):
        yield from apps.get_app_config(label).get_models(include_auto_created=True)


def put(rows):
    """Write the shipped rows as they are, and let new rows be numbered after them."""
    models = [apps.get_model(label) for label in rows]
    for model, found in zip(models, rows.values(), strict=True):
        model._base_manager.bulk_create(copy(row) for row in found)
    connection.check_constraints()  # or PostgreSQL would check all rows again after each test
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@pytest.fixture(scope="class")
def class_rows(django_db_setup, django_db_blocker):
    """Let what fixtures of a class write stay for all its tests; each test takes back its own."""
    yield from rows_that_stay(django_db_blocker)


@pytest.fixture(scope="module")
def module_rows(django_db_setup, django_db_blocker):
    """Let what fixtures of a module write stay for all its tests, which should all want it."""
    yield from rows_that_stay(django_db_blocker)


def rows_that_stay(blocker):
    with blocker.unblock(), translation.override("en"), transaction.atomic():
        cache.clear()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def directory(db, shipped_rows):
    """The records that come with the site."""
    put(shipped_rows)


@pytest.fixture(scope="class")
def class_directory(shipped_rows, class_rows):
    """The same, written once for a class in which every test wants them."""
    put(shipped_rows)


@pytest.fixture(scope="module")
def module_directory(shipped_rows, module_rows):
    """The same, written once for a module in which every test wants them."""
    put(shipped_rows)
