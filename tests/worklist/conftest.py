"""The worklist remembers counts for as long as nothing changes; a test that rolls back changes things unseen."""

from collections.abc import Iterator

import pytest

from vigil.worklist.queries import counts


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    counts.forget()
    yield
    counts.forget()
