"""What the kernel lets people do. A permission is `<context>.<noun>.<verb>`; roles name them by patterns."""

JOURNAL_INDEX = "core.journal.index"
JOURNAL_SHOW = "core.journal.show"
JOB_INDEX = "core.job.index"
JOB_SHOW = "core.job.show"
JOB_UPDATE = "core.job.update"  # run a parked job again
JOB_DELETE = "core.job.delete"  # drop it
JOB_BATCH_UPDATE = "core.job_batch.update"  # run all parked jobs again
RULE_INDEX = "core.rule.index"
RULE_SHOW = "core.rule.show"
RULE_CREATE = "core.rule.create"
RULE_DELETE = "core.rule.delete"
FILE_SHOW = "core.file.show"  # public: the link is the permission
CALENDAR_INDEX = "core.calendar.index"
CALENDAR_SHOW = "core.calendar.show"
CALENDAR_CREATE = "core.calendar.create"
CALENDAR_UPDATE = "core.calendar.update"
CALENDAR_DELETE = "core.calendar.delete"
CALENDAR_DAY_CREATE = "core.calendar_day.create"
CALENDAR_DAY_UPDATE = "core.calendar_day.update"
CALENDAR_DAY_DELETE = "core.calendar_day.delete"
CALENDAR_IMPORT_CREATE = "core.calendar_import.create"
CALENDAR_EXPORT_SHOW = "core.calendar_export.show"
