from django.conf import settings
from django.urls import URLPattern, path

from quanfu.ui.views import appearance, component, search

app_name = "ui"
urlpatterns: list[URLPattern] = [
    path("ui/appearance/", appearance.update, name="appearance.update"),
    path("search/", search.index, name="search.index"),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", component.index, name="component.index"))
