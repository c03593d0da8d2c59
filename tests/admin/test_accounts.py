"""Accounts: the code says what a role may do, and the log-in waits for one client and no other."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import NoReverseMatch, reverse

from tests.admin.desk import log_in
from tests.world import person

PROXY = "10.0.0.1"


def test_nobody_changes_what_a_role_may_do(world):
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")
    for role in Group.objects.all():
        assert not role.permissions.filter(content_type__model__in=["group", "permission"]).exists()
    assert Group.objects.count() == 3


def test_an_administrator_can_give_no_single_permission_and_make_no_superuser(world):
    administrator = log_in("ada", "Administrators")
    somebody = person("somebody", "Curators")
    page = reverse("admin:auth_user_change", args=[somebody.pk])
    assert administrator.get(page).status_code == 200
    values = {"username": "somebody", "is_staff": "on", "is_active": "on", "is_superuser": "on"}
    values |= {"user_permissions": [Permission.objects.first().pk], "groups": [Group.objects.get(name="Editors").pk]}
    values |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    assert administrator.post(page, values).status_code == 302
    somebody = User.objects.get(pk=somebody.pk)

    assert not somebody.is_superuser and not somebody.user_permissions.exists()
    assert [role.name for role in somebody.groups.all()] == ["Editors"]


def try_log_in(client, password, forwarded, address=PROXY):
    return client.post(
        reverse("admin:login"),
        {"username": "edith", "password": password},
        headers={"X-Forwarded-For": forwarded},
        REMOTE_ADDR=address,
    ).status_code


@pytest.mark.parametrize("is_behind_proxy", [True, False])
def test_only_the_client_that_guesses_has_to_wait(world, client, settings, is_behind_proxy):
    settings.AXES_ENABLED = True
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1 if is_behind_proxy else 0}
    person("edith", "Editors")
    User.objects.filter(username="edith").update(is_staff=True)
    account = User.objects.get(username="edith")
    account.set_password("right")
    account.save()
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        # What stands before the last address came from the client and counts for nothing.
        try_log_in(client, "wrong", f"192.0.2.{attempt}, 203.0.113.66")

    assert try_log_in(client, "right", "203.0.113.66") == 429
    other = try_log_in(client, "right", "203.0.113.66, 198.51.100.7")
    assert other == (302 if is_behind_proxy else 429)
    if not is_behind_proxy:
        assert try_log_in(client, "right", "203.0.113.66", address="198.51.100.7") == 302
