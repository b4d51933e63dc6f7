"""The database refuses to change what was decided, what left and what came back: it is added to, or superseded."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Table, and the columns of it that may still be set once.
TABLES = {
    "sharing_decision": ("superseded_at",),
    "sharing_disclosure": (),
    "sharing_receipt": (),
    "sharing_outcome": (),
}


def _columns(apps: Any, table: str) -> list[str]:
    model = next(one for one in apps.get_app_config("sharing").get_models() if one._meta.db_table == table)
    return [field.column for field in model._meta.local_fields if field.column not in TABLES[table]]


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgres = schema_editor.connection.vendor == "postgresql"
    if is_postgres:
        schema_editor.execute(
            """
            CREATE FUNCTION sharing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'What was decided and sent is append-only.'; END $$
            """
        )
    for table in TABLES:
        columns = ", ".join(f'"{column}"' for column in _columns(apps, table))
        for name, event in (("update", f"UPDATE OF {columns}"), ("delete", "DELETE")):
            if is_postgres:
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION sharing_refuse()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'What was decided and sent is append-only.'); END"
                )


def unprotect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION sharing_refuse() CASCADE")
        return
    for table in TABLES:
        for name in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{name}")


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
