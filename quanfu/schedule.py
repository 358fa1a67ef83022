"""Every periodic job: (name, cron line in the company's time zone, path of the job)."""

SCHEDULE: list[tuple[str, str, str]] = []
