"""Give every referral its class and skills from what it holds itself; screening again makes both finer.

Its start becomes the moment it was submitted, less its lifts: until now it was its due moment.
"""

from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from vigil.rules.priority import class_of
from vigil.rules.skills import skills_needed, written
from vigil.rules.terms import Grade, IncidentType, Role

BATCH = 500


def fill(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Referral = apps.get_model("referrals", "Referral")
    rows = Referral.objects.order_by("pk").prefetch_related("subjects").iterator(chunk_size=BATCH)
    while referrals := list(islice(rows, BATCH)):
        for referral in referrals:
            officer = Grade(referral.officer_grade) if referral.officer_grade else None
            subjects = tuple((Role(subject.role), subject.age) for subject in referral.subjects.all())
            needed = skills_needed(incident_type=IncidentType(referral.incident_type), subjects=subjects, factors=())
            referral.order_class = class_of(held=Grade(referral.grade), officer=officer)
            referral.order_at = referral.submitted_at - timedelta(
                hours=sum(one["hours"] for one in referral.order_lifts)
            )
            referral.skills = written(needed)
        Referral.objects.bulk_update(referrals, ["order_class", "order_at", "skills"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_order_class_and_skills")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
