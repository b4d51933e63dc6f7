"""Synthetic hubs that several tests look at, made once."""

import pytest

from vigil.simulation.synthetic.referrals import Hub, SyntheticReferral, generate


@pytest.fixture(scope="session")
def two_years() -> Hub:
    """The whole hub in outline."""
    return generate(seed=1)


@pytest.fixture(scope="session")
def a_tenth() -> list[SyntheticReferral]:
    """A tenth of the hub, every referral written out, in order of submission."""
    hub = generate(seed=1, scale=0.1)
    return [hub.referral(one) for one in hub.submissions]
