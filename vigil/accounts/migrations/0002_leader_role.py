"""Let senior leaders in, who read figures and open nobody's record."""

from django.db import migrations, models

ROLES = {
    "administrator": "Administrator",
    "supervisor": "Supervisor",
    "assessor": "Assessor",
    "analyst": "Analyst",
    "inspector": "Inspector",
    "leader": "Senior leader",
    "officer": "Officer",
    "partner": "Partner",
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_first_edition"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="user", name="user_role_is_known"),
        migrations.AlterField(
            model_name="user", name="role", field=models.CharField(choices=list(ROLES.items()), max_length=20)
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=models.Q(role__in=list(ROLES)), name="user_role_is_known"),
        ),
    ]
