from django.conf import settings
from django.urls import URLPattern, path

from quanfu.ui.views import appearance, component

app_name = "ui"
urlpatterns: list[URLPattern] = [path("ui/appearance/", appearance.update, name="appearance.update")]
if settings.DEBUG:
    urlpatterns.append(path("ui/", component.index, name="component.index"))
