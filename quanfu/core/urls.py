"""Pages of the kernel: journal, jobs, settings, files."""

from django.urls import path, register_converter

from quanfu.core.converters import DateConverter
from quanfu.core.views import calendar, calendar_day, calendar_export, calendar_import, file

register_converter(DateConverter, "date")
app_name = "core"
urlpatterns = [
    path("calendars/", calendar.index, name="calendar.index"),
    path("calendars/new/", calendar.create, name="calendar.create"),
    path("calendars/<slug:code>/", calendar.show, name="calendar.show"),
    path("calendars/<slug:code>/change/", calendar.update, name="calendar.update"),
    path("calendars/<slug:code>/deletion/", calendar.delete, name="calendar.delete"),
    path("calendars/<slug:code>/days/", calendar_day.create, name="calendar_day.create"),
    path("calendars/<slug:code>/days/<date:on>/", calendar_day.update, name="calendar_day.update"),
    path("calendars/<slug:code>/days/<date:on>/deletion/", calendar_day.delete, name="calendar_day.delete"),
    path("calendars/<slug:code>/import/", calendar_import.create, name="calendar_import.create"),
    path("calendars/<slug:code>/days.csv", calendar_export.show, name="calendar_export.show"),
    path("files/<int:pk>/", file.show, name="file.show"),
]
