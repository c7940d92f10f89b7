"""Who works in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group


@pytest.fixture
def member(client):
    """A function that signs somebody of a group in (or of none)."""

    def signed_in(group=None):
        user = get_user_model().objects.create_user("somebody", password="x" * 12, is_staff=True)
        if group:
            user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        client.user = user
        return client

    return signed_in


@pytest.fixture
def translator(member):
    """A client signed in as somebody who may translate and nothing else."""
    return member("Translator")
