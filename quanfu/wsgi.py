"""The WSGI application: every page and the API. The streams of live screens are beside it, in asgi.py."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanfu.settings")
application = get_wsgi_application()
