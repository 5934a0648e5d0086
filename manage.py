#!/usr/bin/env python
"""Django's command line for boligsocial."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boligsocial.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        bool(settings.DEBUG)
    except ImproperlyConfigured as error:
        # What is wrong is in the environment, not in the code: a traceback would only hide the sentence.
        sys.exit(f"{error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        # Ctrl-C is how the server is meant to be stopped.
        sys.exit(130)
