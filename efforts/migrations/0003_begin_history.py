from django.db import migrations

from boligsocial.common.versions import begin_history

MODELS = ("Effort", "AreaReach", "CitizenGroup", "InstitutionReach", "CityLink", "Funder", "Budget", "FundingShare", "Activity", "Membership",)


class Migration(migrations.Migration):
    dependencies = [("efforts", "0002_versions")]
    operations = [migrations.RunPython(begin_history("efforts", *MODELS), migrations.RunPython.noop, elidable=True)]
