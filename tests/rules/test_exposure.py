"""What distressing material a referral brings its reader."""

import pytest

from vigil.rules.exposure import LABELS, Material, material_in
from vigil.rules.terms import IncidentType


@pytest.mark.parametrize(
    ("incident_type", "factors", "expected"),
    [
        (IncidentType.OTHER, set(), set()),
        (IncidentType.CHILD_SEXUAL_ABUSE, set(), {Material.CHILD_SEXUAL_ABUSE}),
        (IncidentType.DOMESTIC_ABUSE_PARTNER, {"weapon", "threat_to_kill"}, {Material.SERIOUS_VIOLENCE}),
        (
            IncidentType.CHILD_PHYSICAL_ABUSE,
            {"suicide_self_harm", "child_present"},
            {Material.CHILD_HARM, Material.SUICIDE_SELF_HARM},
        ),
    ],
)
def test_what_a_referral_brings_its_reader(
    incident_type: IncidentType, factors: set[str], expected: set[Material]
) -> None:
    assert material_in(incident_type=incident_type, factors=factors) == expected


def test_every_kind_has_words() -> None:
    assert set(LABELS) == set(Material)
