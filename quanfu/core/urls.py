"""Pages of the kernel: journal, jobs, settings, files."""

from django.urls import path, register_converter

from quanfu.core.converters import DateConverter
from quanfu.core.views import (
    calendar,
    calendar_day,
    calendar_export,
    calendar_import,
    file,
    job,
    job_batch,
    journal,
    rule,
)

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
    path("jobs/", job.index, name="job.index"),
    path("jobs/parked/", job_batch.update, name="job_batch.update"),
    path("jobs/<int:pk>/", job.show, name="job.show"),
    path("jobs/<int:pk>/rerun/", job.update, name="job.update"),
    path("jobs/<int:pk>/drop/", job.delete, name="job.delete"),
    path("journal/", journal.index, name="journal.index"),
    path("journal/<int:pk>/", journal.show, name="journal.show"),
    path("rules/", rule.index, name="rule.index"),
    path("rules/<str:code>/", rule.show, name="rule.show"),
    path("rules/<str:code>/values/", rule.create, name="rule.create"),
    path("rules/<str:code>/values/<int:pk>/deletion/", rule.delete, name="rule.delete"),
]
