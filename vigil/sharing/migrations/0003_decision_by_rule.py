"""Let the school notice be decided by rule: a decision, and what stops its packet, may have nobody in it.

SQLite makes a table anew to change a column, and loses its triggers with it: they are put back.
"""

import importlib
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_append_only: Any = importlib.import_module("vigil.sharing.migrations.0002_append_only")


def lift(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _append_only.unprotect(apps, schema_editor)


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _append_only.protect(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("sharing", "0002_append_only"),
    ]

    operations = [
        migrations.RunPython(lift, protect),
        migrations.AlterField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="stop",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("by__isnull", False), ("basis", "school_notice"), _connector="OR"),
                name="decision_by_rule_only_for_the_school_notice",
            ),
        ),
        migrations.RunPython(protect, lift),
    ]
