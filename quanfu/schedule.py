"""Every periodic job: (name, cron line in the company's time zone, path of the job)."""

SCHEDULE: list[tuple[str, str, str]] = [
    ("seal the journal", "* * * * *", "quanfu.core.jobs.upkeep.seal_journal"),
    ("prune finished jobs", "17 * * * *", "quanfu.core.jobs.upkeep.prune_jobs"),
    ("close what stays unrated", "23 3 * * *", "quanfu.desk.jobs.close_unrated"),
    ("forget old idempotency keys", "41 4 * * *", "quanfu.api.jobs.prune_keys"),
    ("remind of limits and escalate", "* * * * *", "quanfu.sla.jobs.run_clocks"),
    ("open sheets of the ended period", "10 0 * * *", "quanfu.performance.jobs.open_ended_periods"),
    ("forget network addresses", "43 3 * * *", "quanfu.portal.jobs.forget_addresses"),
]
