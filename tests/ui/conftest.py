"""The browser of the journeys, for looking over every component in one go."""

from tests.journeys.conftest import (  # noqa: F401  (fixtures)
    browser_type_launch_args,
    playwright_may_share_a_thread_with_the_database,
    visit,
    width,
)
