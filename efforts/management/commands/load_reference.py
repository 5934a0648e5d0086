from django.core.management import BaseCommand
from django.db import transaction

from areas import reference as places
from efforts import reference as efforts
from efforts.editors import editors


class Command(BaseCommand):
    """May be run at any time: corrects the municipalities, adds what is missing, overwrites nothing else."""

    help = "Load the reference data: municipalities, indicators, typologies, focus areas, the consultants' group."

    @transaction.atomic
    def handle(self, *, verbosity, **options):
        counts = places.load() | efforts.load()
        editors()
        if verbosity:
            self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
