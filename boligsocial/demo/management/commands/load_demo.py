from django.core.management import BaseCommand

from boligsocial.demo import loading


class Command(BaseCommand):
    """May be run at any time: the second time does nothing."""

    help = "Load the demonstration: the official lists, nine real cases, one fictional municipality, made-up people."

    def handle(self, *, verbosity, **options):
        loaded = loading.load()
        if verbosity:
            self.stdout.write("The demonstration is loaded." if loaded else "The demonstration was there already.")
