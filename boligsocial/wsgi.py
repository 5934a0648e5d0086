"""The WSGI entry point: gunicorn boligsocial.wsgi"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boligsocial.settings")
application = get_wsgi_application()
