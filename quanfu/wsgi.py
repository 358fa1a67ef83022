"""The WSGI application: every page and the API."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from quanfu.core.config import config

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanfu.settings")
application = get_wsgi_application()
if config().proxies:  # the visitor's address and scheme are then those that our proxy saw
    application = wrap_wsgi_with_proxy_headers(application, list(config().proxies))
