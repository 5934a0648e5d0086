from django.db import migrations, models

MESSAGE = "Say why."


class Migration(migrations.Migration):
    """A form of a versioned row asks for the reason of the change by the name that the column had."""

    dependencies = [("staffing", "0004_follow_ups")]
    operations = [
        migrations.RemoveConstraint(model_name="followup", name="staffing_followup_has_a_reason"),
        migrations.RenameField(model_name="followup", old_name="reason", new_name="grounds"),
        migrations.RenameField(model_name="historicalfollowup", old_name="reason", new_name="grounds"),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=~models.Q(grounds=""),
                name="staffing_followup_has_a_reason",
                violation_error_message=MESSAGE,
            ),
        ),
    ]
