import django.db.models.deletion
from django.db import migrations, models


def count(apps, schema_editor):
    """Count and mark what is there already; a new database has nothing yet."""
    if apps.get_model("areas", "Observation").objects.exists():
        from areas.tallies import rebuild

        rebuild(None)


class Migration(migrations.Migration):
    dependencies = [("areas", "0009_tally_by_level")]

    # Made anew: all of it is derived.
    operations = [
        migrations.DeleteModel(name="FigureTally"),
        migrations.CreateModel(
            name="FigureTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("area", "housing area"), ("estate", "estate"), ("municipality", "municipality")],
                        default="area",
                        max_length=12,
                        verbose_name="level that owns it",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("shown", models.PositiveIntegerField(default=0, verbose_name="shown")),
                ("withheld", models.PositiveIntegerField(default=0, verbose_name="withheld")),
                ("missing", models.PositiveIntegerField(default=0, verbose_name="not available")),
                ("extracted_on", models.DateField(blank=True, null=True, verbose_name="extracted on")),
                ("entered_at", models.DateTimeField(verbose_name="entered at")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="areas.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="areas.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="areas.figuresource",
                        verbose_name="source",
                    ),
                ),
            ],
            options={
                "verbose_name": "number of figures",
                "verbose_name_plural": "numbers of figures",
                "ordering": ["municipality", "level", "indicator", "source", "year"],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
