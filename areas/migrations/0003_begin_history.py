from django.db import migrations

from boligsocial.common.versions import begin_history

MODELS = ("HousingArea", "AreaName", "AreaBorder", "Institution", "Estate",)


class Migration(migrations.Migration):
    dependencies = [("areas", "0002_versions")]
    operations = [migrations.RunPython(begin_history("areas", *MODELS), migrations.RunPython.noop, elidable=True)]
