"""Given systems with keys, and what they send."""

from typing import Any

from django.test import Client

from tests.factories import NOON
from vigil.accounts.roles import Scope
from vigil.sharing.actions import keys
from vigil.sharing.models import Partner

REFERRAL: dict[str, Any] = {
    "reference": "RMS/1",
    "narrative": "She said he pushed her. Ada, 7, was upstairs.",
    "incident_at": "2025-09-18T21:40:00+01:00",
    "submitted_at": "2025-09-18T23:10:00+01:00",
    "incident_type": "domestic_abuse_partner",
    "area": "shropshire",
    "officer_grade": "medium",
    "subjects": [
        {"role": "harmed", "surname": "Example", "forenames": "Joan", "date_of_birth": "1990-02-03"},
        {"role": "child", "surname": "Example", "forenames": "Ada", "age": 7, "school": "Larkmead Primary School"},
    ],
}


def secret(*scopes: Scope, partner: Partner | None = None, name: str = "RMS") -> str:
    _, made = keys.make(name, scopes=scopes or list(Scope), partner=partner, by=None, at=NOON)
    return made


class System:
    """A system that calls the API with a key ("" for none)."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"} if key else {})

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)
