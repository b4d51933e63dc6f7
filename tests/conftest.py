"""What every test may ask for: a database that empties between tests, and people of each role."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client, TransactionTestCase, override_settings

from tests.factories import make_user
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.governance.queries import figures
from vigil.worklist.queries import counts, front

# No deadline: the tests share two cores, and a slow example is not a wrong one.
hypothesis.settings.register_profile("everyday", deadline=None, max_examples=50)
# Continuous integration must say the same of the same code twice, and print how to see a failure again.
hypothesis.settings.register_profile("ci", deadline=None, max_examples=100, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("everyday")

_GIVE_THE_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark what uses the database, so that what needs none is run on one of the two, and not on both."""
    for item in items:
        is_case = item.cls is not None and issubclass(item.cls, TransactionTestCase)
        if is_case or item.get_closest_marker("django_db") or _GIVE_THE_DATABASE & set(item.fixturenames):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Put SQLite's test database in a file: threads and processes then meet the locks they meet in the hub.

    A file of each worker's own, as its temporary folder is. PostgreSQL's test database gets the worker's name.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "vigil.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Send uploaded files to a temporary folder, and hash passwords fast rather than well."""
    storages: dict[str, Any] = deepcopy(settings.STORAGES)
    storages["default"]["OPTIONS"]["location"] = tmp_path_factory.mktemp("files")
    with override_settings(
        STORAGES=storages,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    """Forget failed sign-ins and what was counted: a test's rows go without the hub hearing of it."""
    yield
    cache.clear()
    counts.forget()
    figures.forget()
    front.forget()


@contextmanager
def triggers_lifted() -> Iterator[None]:
    """Lift every trigger, and put each back as it was. In a transaction, so that a failure puts them back too."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            connection.check_constraints()  # what waits for the transaction's end would forbid it
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            connection.check_constraints()
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            yield
            for _, sql in triggers:
                cursor.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def the_audit_trail_empties_between_tests() -> Iterator[None]:
    """Let Django's flush, and nothing else, empty the tables whose triggers refuse it."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(operations: Any, sql_list: list[str]) -> None:
        with triggers_lifted():
            flush(operations, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture
def administrator(db: None) -> User:
    return make_user(Role.ADMINISTRATOR)


@pytest.fixture
def supervisor(db: None) -> User:
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def assessor(db: None) -> User:
    return make_user(Role.ASSESSOR)


@pytest.fixture
def analyst(db: None) -> User:
    return make_user(Role.ANALYST)


@pytest.fixture
def inspector(db: None) -> User:
    return make_user(Role.INSPECTOR)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Return how to get a browser-less client in which somebody has signed in."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
