"""The desk's background work."""

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.core.jobs import job
from quanfu.desk.actions.article_candidate import propose_articles
from quanfu.desk.actions.assignment import apply_plan, fill_queue
from quanfu.desk.actions.bulk import unwork_bulk, work_bulk
from quanfu.desk.actions.callback import CHUNK, plan_regular_calls, report_late_calls
from quanfu.desk.actions.closure import close_unrated_requests
from quanfu.desk.actions.handover import begin_absence
from quanfu.desk.actions.hold import ring_holds
from quanfu.desk.actions.offer import offer_waiting, pass_on
from quanfu.desk.actions.referral import climb_referrals
from quanfu.desk.actions.request_words import follow_requests
from quanfu.desk.actions.sign_off import chase_leftovers, find_leftovers
from quanfu.desk.actions.snooze import wake_due
from quanfu.desk.queries.bulk import bulk_run
from quanfu.desk.queries.queue import companies_waiting
from quanfu.org.queries.person import person_by_id
from quanfu.org.queries.unit import open_companies


@job()
def close_unrated() -> None:
    """Close what was fed back long enough ago; again at once while a batch came back full."""
    if close_unrated_requests() >= 500:
        close_unrated.enqueue()


@job()
def climb() -> None:
    """What departments did not answer in time climbs; again at once while a batch came back full."""
    if climb_referrals() >= 200:
        climb.enqueue()


@job()
def watch_callbacks() -> None:
    """Tell who is late with return calls; again at once while a batch came back full."""
    if report_late_calls() >= CHUNK:
        watch_callbacks.enqueue()


@job(queue="slow")
def plan_callbacks() -> None:
    """Regular return calls of the month, quarter or year that has begun, and for customers who came meanwhile."""
    plan_regular_calls()


@job()
def wake_snoozed() -> None:
    """What was put aside until now comes back; again at once while a batch came back full."""
    if wake_due() >= 500:
        wake_snoozed.enqueue()


@job()
def look_at_queue(company_id: int) -> None:
    """Somebody became free or is back: what waits for a person by itself is looked at again, urgent and old ones first."""
    if company_id in companies_waiting():
        fill_queue(company_id=company_id, by=SYSTEM)
        offer_waiting(company_id=company_id, by=SYSTEM)


@job()
def look_at_queues() -> None:
    """Shifts begin by the clock: where something waits, look at the queue; nothing waits, one query."""
    for company in companies_waiting():
        look_at_queue.enqueue(company_id=company)


@job()
def pass_offer_on(request_id: int, number: int) -> None:
    """The time of an offer is over."""
    pass_on(request_id=request_id, number=number, by=SYSTEM)


@job()
def start_absence(absence_id: int) -> None:
    """A leave begins: somebody must accept what is open."""
    begin_absence(absence_id=absence_id, by=SYSTEM)


@job()
def ask_for_leftovers() -> None:
    find_leftovers(by=SYSTEM)


@job()
def chase_left_over() -> None:
    chase_leftovers(by=SYSTEM)


@job()
def give_planned(pairs: list[tuple[int, int]], person_id: int) -> None:
    """The rest of a batch that a dispatcher applied."""
    apply_plan(pairs=[(request, person) for request, person in pairs], by=person_by_id(person_id) or SYSTEM)


@job()
def run_holds() -> None:
    """Ask waiting customers again and close what stays unanswered; running it again changes nothing."""
    ring_holds()


@job(queue="slow")
def run_bulk(run_id: int) -> None:
    """The next rows of an act on many; others' slow jobs get their turn between."""
    if work_bulk(run=bulk_run(run_id)):
        run_bulk.enqueue(run_id=run_id)


@job(queue="slow")
def undo_bulk(run_id: int) -> None:
    """The next rows of taking such an act back."""
    if unwork_bulk(run=bulk_run(run_id)):
        undo_bulk.enqueue(run_id=run_id)


@job()
def index_requests() -> None:
    """Requests are found by what was written about them; again at once while there is more."""
    if follow_requests():
        index_requests.enqueue()


@job()
def collect_candidates() -> None:
    """What is asked again and again without an article is proposed to the library."""
    for company in open_companies(today()):
        propose_articles(company=company, by=SYSTEM)
