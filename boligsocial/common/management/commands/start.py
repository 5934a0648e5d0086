"""Bring the database up to date and serve the site, in one process: what ./dev run does.

Django's own development server is the one that starts fastest, gives every connection a thread, and works the
same on Linux, macOS (where gunicorn's forked workers and the system's libraries do not agree) and Windows.
Production uses gunicorn (README).
"""

import errno
import logging

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.servers.basehttp import get_internal_wsgi_application, run
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Migrate, load the reference data (and the demonstration, once), and serve."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="only prepare the database")

    def handle(self, *, host, port, no_serve, verbosity, **options):
        prepare()
        if no_serve:
            return
        if verbosity < 2:
            # Every request in the terminal would scroll the address away; what goes wrong is still shown.
            logging.getLogger("django.server").setLevel(logging.WARNING)
        try:
            run(
                host,
                port,
                get_internal_wsgi_application(),
                ipv6=":" in host,
                threading=True,
                on_bind=lambda bound: self.stdout.write(greeting(host, bound), ending="") or self.stdout.flush(),
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(f"Could not serve on {host}, port {port}: {error.strerror}.") from None
            raise CommandError(f"Port {port} is in use; try ./dev run --port {port + 1}.") from None


def prepare():
    """The database as the code wants it. The commands called here do nothing where nothing is to be done."""
    executor = MigrationExecutor(connection)
    # migrate itself takes most of a second even then: it goes through all permissions and content types.
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    if settings.DEMO:
        call_command("load_demo", verbosity=0)
    call_command("tidy", verbosity=0)


def greeting(host, port):
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return (
        f"\n  Boligsocial er klar:  http://{name}:{port}/    (stop med Ctrl-C)"
        f"\n  Boligsocial is ready: http://{name}:{port}/    (stop with Ctrl-C)\n\n"
    )
