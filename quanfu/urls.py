"""The map of all pages: one line a context. A context's own urls.py names its views by `<context>:<noun>.<verb>`."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

MOUNTED_AT = {"portal": "", "api": "api/v1/", "ui": "", "channels": ""}

# Order matters for the two at the root only: staff pages are looked for before the customers' ones.
urlpatterns = [
    path(MOUNTED_AT.get(context, f"{context}/"), include(f"quanfu.{context}.urls"))
    for context in sorted(settings.CONTEXTS, key=lambda name: name == "portal")
    if find_spec(f"quanfu.{context}.urls")
]
if find_spec("quanfu.org.urls_account"):  # login, logout, password
    urlpatterns.append(path("", include("quanfu.org.urls_account")))

handler400 = "quanfu.ui.errors.bad_request"
handler403 = "quanfu.ui.errors.forbidden"
handler404 = "quanfu.ui.errors.not_found"
handler500 = "quanfu.ui.errors.server_error"
