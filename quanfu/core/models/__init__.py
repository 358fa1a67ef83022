from quanfu.core.models.calendar import CalendarDay, WorkCalendar
from quanfu.core.models.field import FieldDefinition
from quanfu.core.models.file import StoredFile
from quanfu.core.models.job import Job, ScheduledRun, Worker
from quanfu.core.models.journal import JournalEntry, Seal
from quanfu.core.models.number import NumberSeries
from quanfu.core.models.rule import Rule, Version
from quanfu.core.models.search import SearchCursor, SearchWord

__all__ = ["CalendarDay", "FieldDefinition", "Job", "JournalEntry", "NumberSeries", "Rule", "ScheduledRun", "Seal", "SearchCursor", "SearchWord", "StoredFile",
           "Version", "WorkCalendar", "Worker"]  # fmt: skip
