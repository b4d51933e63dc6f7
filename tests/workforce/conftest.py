"""The browser of the journeys, for the pages of staff."""

from tests.journeys.conftest import (  # noqa: F401  (fixtures)
    browser_type_launch_args,
    playwright_may_share_a_thread_with_the_database,
    visit,
    width,
)
