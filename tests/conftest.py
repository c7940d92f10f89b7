import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import translation


@pytest.fixture(autouse=True)
def _english():
    """Let each test begin in English, whatever the one before asked for."""
    with translation.override("en"):
        yield


@pytest.fixture
def editor(client):
    """A client signed in as somebody who may edit everything."""
    user = get_user_model().objects.create_superuser("editor", password="a long enough password")
    client.force_login(user)
    return client


@pytest.fixture
def directory(db):
    """The records that come with the site, loaded as ``make run`` loads them."""
    call_command("load_directory")
