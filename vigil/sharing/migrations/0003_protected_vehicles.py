from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0002_late_school_notices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="protected",
            name="protects",
            field=models.CharField(
                choices=[
                    ("address", "Safe address"),
                    ("phone", "Safe phone number"),
                    ("email", "Safe e-mail address"),
                    ("vehicle", "The registration of a car by which somebody could be found"),
                    ("place", "A place that would give it away: a school, a refuge, a workplace"),
                    ("contact", "The person through whom they are reached"),
                    ("applicant", "Who applied under the disclosure scheme"),
                    ("third_party", "A third party"),
                    ("officer", "A police officer, or one of the hub’s people, who is in the case"),
                    ("works_for_recipient", "Somebody in the case who works for a partner"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="stop",
            name="guard",
            field=models.CharField(
                choices=[
                    ("safe_address", "A safe address can be read"),
                    ("safe_contact", "A safe way to reach or find somebody can be read"),
                    ("applicant", "Who asked under the disclosure scheme can be read"),
                    ("third_party", "A third party can be read about"),
                    ("officer", "A police officer or one of the hub’s people is in it"),
                    ("works_for_recipient", "Somebody in it works for the recipient"),
                    ("asks_secrecy", "The text itself asks for something to be kept back"),
                ],
                max_length=30,
            ),
        ),
    ]
