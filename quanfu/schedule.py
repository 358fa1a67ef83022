"""Every periodic job: (name, cron line in the company's time zone, path of the job)."""

from django.utils.translation import gettext_noop as N_  # noqa: N812 - as all catalogues know it

SCHEDULE: list[tuple[str, str, str]] = [
    (N_("seal the journal"), "* * * * *", "quanfu.core.jobs.upkeep.seal_journal"),
    (N_("prune finished jobs"), "17 * * * *", "quanfu.core.jobs.upkeep.prune_jobs"),
    (N_("close what stays unrated"), "23 3 * * *", "quanfu.desk.jobs.close_unrated"),
    (N_("forget old idempotency keys"), "41 4 * * *", "quanfu.api.jobs.prune_keys"),
    (N_("remind of limits and escalate"), "* * * * *", "quanfu.sla.jobs.run_clocks"),
    (N_("ask waiting customers again"), "*/5 * * * *", "quanfu.desk.jobs.run_holds"),
    (N_("look for blind spots"), "40 7 * * *", "quanfu.sla.jobs.check_gaps"),
    (N_("pass on what departments did not answer"), "* * * * *", "quanfu.desk.jobs.climb"),
    (N_("bring back what was put aside"), "* * * * *", "quanfu.desk.jobs.wake_snoozed"),
    (N_("propose prevention where service often fails"), "20 5 * * *", "quanfu.quality.jobs.seek_weak_links"),
    (N_("open sheets of the ended period"), "10 0 * * *", "quanfu.performance.jobs.open_ended_periods"),
    (N_("forget network addresses"), "43 3 * * *", "quanfu.portal.jobs.forget_addresses"),
    (N_("report late return calls"), "*/5 * * * *", "quanfu.desk.jobs.watch_callbacks"),
    (N_("look at the queue again"), "*/5 * * * *", "quanfu.desk.jobs.look_at_queues"),
    (N_("ask why items of the day are still open"), "*/15 * * * *", "quanfu.desk.jobs.ask_for_leftovers"),
    (N_("chase what was left open over the day"), "5 8 * * *", "quanfu.desk.jobs.chase_left_over"),
    (
        N_("remind owners of articles to be looked at again"),
        "10 7 * * *",
        "quanfu.knowledge.jobs.remind_of_reviews",
    ),
    (N_("propose articles for what is asked often"), "50 4 * * *", "quanfu.desk.jobs.collect_candidates"),
    (N_("forget old searches without result"), "47 3 * * *", "quanfu.knowledge.jobs.forget_old_gaps"),
    (N_("plan regular return calls"), "35 0 * * *", "quanfu.desk.jobs.plan_callbacks"),
    (N_("end chats that have gone quiet"), "* * * * *", "quanfu.channels.jobs.tend_talks"),
    (N_("keep the search up with requests"), "* * * * *", "quanfu.desk.jobs.index_requests"),
    (N_("show mails and messages that were given up on"), "* * * * *", "quanfu.channels.jobs.take_up_parked"),
    (N_("test channels regularly"), "25 * * * *", "quanfu.channels.jobs.check_channels"),
    (N_("report callers whom nobody called back"), "*/5 * * * *", "quanfu.channels.jobs.watch_calls"),
    (N_("watch limits for answering mails"), "*/5 * * * *", "quanfu.channels.jobs.watch_reply_limits"),
]
