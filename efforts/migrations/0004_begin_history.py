from django.db import migrations

from boligsocial.common.versions import begin_history

MODELS = ("Effort", "AreaReach", "CitizenGroup", "InstitutionReach", "CityLink", "Funder", "Budget", "FundingShare", "Activity", "Membership",)


class Migration(migrations.Migration):
    dependencies = [("efforts", "0003_histories")]
    operations = [migrations.RunPython(begin_history("efforts", *MODELS), migrations.RunPython.noop, elidable=True)]
