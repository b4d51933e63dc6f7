from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.sharing.given import partner
from vigil.accounts.keys import hashed
from vigil.accounts.models import ApiKey, User
from vigil.accounts.roles import Scope

pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_and_kept_as_a_hash(signed_in: Callable[[User], Client], administrator: User) -> None:
    client, address = signed_in(administrator), reverse("api_keys")

    made = client.post(address, {"name": "RMS", "scopes": [Scope.SUBMIT_REFERRALS]}).text

    secret = made.split("<strong>vigil_")[1].split("</strong>")[0]
    assert ApiKey.objects.get().hashed == hashed(f"vigil_{secret}")
    assert secret not in client.get(address).text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": "RMS", "scopes": [Scope.READ_DISCLOSURES]}, "Choose the partner"),
        ({"name": "RMS"}, "Choose what the system may do"),
        ({"scopes": [Scope.SUBMIT_REFERRALS]}, "Enter the system’s name"),
    ],
)
def test_a_key_that_would_reach_too_much_or_nothing_is_refused(
    signed_in: Callable[[User], Client], administrator: User, typed: dict[str, object], why: str
) -> None:
    assert why in signed_in(administrator).post(reverse("api_keys"), typed).text
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked(signed_in: Callable[[User], Client], administrator: User) -> None:
    client = signed_in(administrator)
    told = {"name": "RMS", "scopes": [Scope.READ_DISCLOSURES], "partner": partner().pk}
    client.post(reverse("api_keys"), told)

    client.post(reverse("revoke_key", args=[ApiKey.objects.get().pk]))

    assert "Revoked" in client.get(reverse("api_keys")).text
    assert ApiKey.objects.get().revoked_by == administrator
