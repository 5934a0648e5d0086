from django.core.management import BaseCommand

from areas import official_lists


class Command(BaseCommand):
    """May be run at any time: adds what is missing and overwrites nothing."""

    help = "Load the areas and figures of the ministry's official lists, 2010-2023."

    def handle(self, *, verbosity, **options):
        counts = official_lists.load()
        if verbosity:
            self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
