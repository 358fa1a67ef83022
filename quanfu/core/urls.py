"""Pages of the kernel: journal, jobs, settings, files."""

from django.urls import path

from quanfu.core.views import file

app_name = "core"
urlpatterns = [
    path("files/<int:pk>/", file.show, name="file.show"),
]
