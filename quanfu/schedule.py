"""Every periodic job: (name, cron line in the company's time zone, path of the job)."""

SCHEDULE: list[tuple[str, str, str]] = [
    ("seal the journal", "* * * * *", "quanfu.core.jobs.upkeep.seal_journal"),
    ("prune finished jobs", "17 * * * *", "quanfu.core.jobs.upkeep.prune_jobs"),
    ("remind of limits and escalate", "* * * * *", "quanfu.sla.jobs.run_clocks"),
]
