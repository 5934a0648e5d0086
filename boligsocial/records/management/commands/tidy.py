"""Throw away what was kept for thirty days: deleted rows, half-finished forms, ended sessions. Run it once a day.

`./dev run` does it at every start.
"""

from django.core.management import BaseCommand, call_command

from boligsocial.records import deletion, keep


class Command(BaseCommand):
    help = "Throw away deleted rows, half-finished forms and sessions that are older than thirty days."

    def handle(self, *, verbosity, **options):
        gone = deletion.forget_old() + keep.forget_old()
        call_command("clearsessions", verbosity=0)
        if verbosity:
            self.stdout.write(f"{gone} rows thrown away.")
