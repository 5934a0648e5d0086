#!/usr/bin/env python
"""Django's command line for boligsocial."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boligsocial.settings")
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        # Ctrl-C is how the server is meant to be stopped.
        sys.exit(130)
