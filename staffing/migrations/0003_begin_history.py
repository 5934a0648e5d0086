from django.db import migrations

from boligsocial.common.text import search_key
from boligsocial.common.versions import begin_history

MODELS = ("Workplace", "Post", "Placement",)


def fill_search_keys(apps, schema_editor):
    """Posts are found by their title and the name shown."""
    posts = apps.get_model("staffing", "Post")._base_manager
    for row in posts.iterator():
        posts.filter(pk=row.pk).update(search_key=search_key(f"{row.title} {row.display_name}"))


class Migration(migrations.Migration):
    dependencies = [("staffing", "0002_versions")]
    operations = [
        migrations.RunPython(fill_search_keys, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(begin_history("staffing", *MODELS), migrations.RunPython.noop, elidable=True),
    ]
