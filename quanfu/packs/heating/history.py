"""Stories become rows: requests with everything around them, as the acts would have left them, written in bulk."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from quanfu.channels.enums import MessageState, Way
from quanfu.channels.models import Message
from quanfu.core.actions.journal import seal_journal
from quanfu.core.models.journal import JournalEntry
from quanfu.core.numbers import reserve_numbers
from quanfu.core.queries.calendar import calendar_for
from quanfu.core.worktime import Calendar
from quanfu.desk.enums import NoteKind, State
from quanfu.desk.models import Assignment, Closure, Feedback, Followup, Investigation, Note, Request, Review
from quanfu.org.models import Person
from quanfu.packs.heating.catalogue import GRUMBLE, OPINIONS, PRAISE, WISHES
from quanfu.packs.heating.company import Company
from quanfu.packs.heating.stories import Story
from quanfu.sla.enums import ClockState, Target
from quanfu.sla.models import Clock
from quanfu.sla.queries.limit import terms_of, used
from quanfu.surveys.models import Answer, Invitation, Questionnaire
from quanfu.workorders.enums import OrderState, StepState
from quanfu.workorders.models import Order, Step

BATCH = 500
STATES = {  # the last stage that came to pass: state of the request
    "": State.REGISTERED, "approved": State.APPROVED, "assigned": State.ORDERED, "accepted": State.ORDERED, "contacted": State.ORDERED,
    "started": State.ORDERED, "done": State.DONE, "fed_back": State.FED_BACK, "rated": State.RATED, "closed": State.CLOSED,
}  # fmt: skip
EVENTS = {
    "approved": "desk.request.approved", "assigned": "desk.request.assigned", "accepted": "desk.request.accepted",
    "contacted": "desk.request.contacted", "done": "desk.request.finished", "fed_back": "desk.request.fed_back",
    "rated": "desk.request.rated", "closed": "desk.request.closed",
}  # fmt: skip


def write_history(
    company: Company, stories: Iterable[Story], end: datetime, progress: Callable[[int], None]
) -> int:
    """Write the stories in batches and seal the journal; returns how many there were."""
    scribe, count, batch = Scribe(company, end), 0, list[Story]()
    for story in stories:
        batch.append(story)
        if len(batch) == BATCH:
            count += scribe.write(batch)
            batch = []
            progress(count)
    count += scribe.write(batch)
    seal_journal()
    return count


class Scribe:
    def __init__(self, company: Company, end: datetime):
        self.company, self.end = company, end
        self.calendars: dict[int, Calendar] = {u.pk: calendar_for(u) for u in company.units.values()}
        self.questionnaire = Questionnaire.objects.get(company=company.unit)
        self.steps = {t.pk: [s.title for s in t.steps.all()] for t in company.types.values()}
        self.rows: dict[type[Model], list[Any]] = defaultdict(list)
        self.journal: list[tuple[datetime, str, Any, Model, dict[str, Any], dict[str, Any]]] = []

    @transaction.atomic
    def write(self, stories: list[Story]) -> int:
        days: dict[date, int] = defaultdict(int)
        for story in stories:
            days[timezone.localdate(story.opened)] += 1
        numbers = {day: reserve_numbers("FW", day, n)[::-1] for day, n in days.items()}
        orders = {day: reserve_numbers("WO", day, n)[::-1] for day, n in days.items()}
        pairs = [(s, self._request(s, numbers[timezone.localdate(s.opened)].pop())) for s in stories]
        Request.objects.bulk_create([r for _s, r in pairs], batch_size=BATCH)
        for story, request in pairs:
            self._around(story, request, orders[timezone.localdate(story.opened)])
        Request.objects.bulk_update([r for _s, r in pairs if r.due_for], ["due_at", "due_for"])
        for model in (
            Message,
            Note,
            Review,
            Assignment,
            Order,
            Step,
            Clock,
            Feedback,
            Followup,
            Invitation,
            Answer,
            Investigation,
            Closure,
        ):
            model.objects.bulk_create(self.rows.pop(model, []), batch_size=BATCH)  # type: ignore[attr-defined]
        self._write_journal()
        return len(stories)

    def _request(self, story: Story, number: str) -> Request:
        made = self._made(story, number)
        made.last_line = made.result or made.body
        return made

    def _made(self, story: Story, number: str) -> Request:
        c, site, at = self.company, self.company.sites[story.customer], story.at
        last = max(at, key=lambda stage: at[stage], default="")
        kind = c.types[story.type.code]
        engineer, agent = self._engineer(story), self._agent(story)
        state = STATES[last] if last or not story.type.review or story.unsorted else State.IN_REVIEW
        worker = engineer if "assigned" in at else agent
        due = story.opened
        return Request(
            number=number, company=c.unit, unit=worker.unit if story.type.order and "assigned" in at else (c.units["front"] if story.unsorted else kind.unit or site.unit),
            kind="enquiry" if story.unsorted else kind.kind, state=state, priority=story.priority, service_type=None if story.unsorted else kind,
            field=None if story.unsorted else self._field(story), charge="" if story.unsorted else kind.charge,
            subject=story.subject, body=f"{story.subject}。地址：{site}。", special_wish=story.luck.choice(WISHES) if story.wish else "",
            customer=site.customer, site=site, contact_name=site.customer.name, contact_phone=site.customer.phone, channel=c.channels[story.channel],
            owner=agent, responsible=worker, opened_by=agent if story.channel not in ("portal", "api") else None, opened_at=story.opened,
            approved_at=at.get("approved"), assigned_at=at.get("assigned"), accepted_at=at.get("accepted"), contacted_at=at.get("contacted"),
            done_at=at.get("done"), fed_back_at=at.get("fed_back"), rated_at=at.get("rated"), closed_at=at.get("closed"), due_at=due,
            result=story.luck.choice(story.type.results) if "done" in at else "", last_line="", updated_at=max(at.values(), default=story.opened),
        )  # fmt: skip

    def _engineer(self, story: Story) -> Person:
        site = self.company.sites[story.customer]
        if not story.type.order:
            return self._agent(story)
        assert site.unit is not None
        if story.type.group == "complaint":
            return self.company.people["specialist" if story.engineer else "specialist2"]
        return self.company.engineers[site.unit.code][story.engineer]

    def _agent(self, story: Story) -> Person:
        return self.company.agents[story.customer % len(self.company.agents)]

    def _field(self, story: Story) -> Any:
        return self.company.skills[story.type.skills[0][0]] if story.type.skills else None

    def _around(self, story: Story, request: Request, numbers: list[str]) -> None:
        at, people = story.at, self.company.people
        engineer, agent = request.responsible, self._agent(story)
        outside = story.channel in ("portal", "api")
        self._note(
            request,
            NoteKind.CUSTOMER if outside else NoteKind.CALL,
            f"{story.subject}，麻烦尽快处理。",
            request.contact_name if outside else agent,
            story.opened,
        )
        self._say(
            story.opened,
            "desk.request.opened",
            None if outside else agent,
            request,
            {"state": ["", "registered"]},
        )
        if "approved" in at and story.type.review:
            acceptor = people["acceptor" if story.engineer else "acceptor2"]
            self.rows[Review].append(
                Review(
                    request=request,
                    reasonable=True,
                    feasible=True,
                    approved=True,
                    by=acceptor,
                    at=at["approved"],
                )
            )
        actors = {"approved": people["acceptor"] if story.type.review else agent, "assigned": people["dispatcher"], "accepted": engineer, "contacted": engineer,
                  "done": engineer, "fed_back": people["specialist"], "rated": None, "closed": people["specialist"]}  # fmt: skip
        if "assigned" in at:
            self.rows[Assignment].append(
                Assignment(
                    request=request,
                    person=engineer,
                    by=people["dispatcher"],
                    at=at["assigned"],
                    reasons=self._reasons(story),
                )
            )
        previous: str = State.IN_REVIEW if story.type.review else State.REGISTERED
        for stage, event in EVENTS.items():
            if stage not in at:
                break
            state = STATES[stage]
            self._say(
                at[stage],
                event,
                actors[stage],
                request,
                {"state": [previous, state]} if state != previous else {},
            )
            previous = state
        if story.type.order and "assigned" in at:
            self._order(story, request, numbers.pop())
        if "contacted" in at:
            self._note(request, NoteKind.CALL, "已电话联系，约好上门时间。", engineer, at["contacted"])
        self._clocks(story, request)
        if "fed_back" in at:
            self._feedback(story, request)
        if "closed" in at:
            self.rows[Closure].append(
                Closure(
                    request=request,
                    reason="" if "rated" in at else "等待期内未评价",
                    by=people["specialist"],
                    at=at["closed"],
                )
            )

    def _note(self, request: Request, kind: str, text: str, by: Any, at: datetime) -> None:
        person = by if isinstance(by, Person) else None
        self.rows[Note].append(Note(request=request, kind=kind, text=text, by=person, author=str(by), at=at))

    def _say(
        self,
        at: datetime,
        event: str,
        by: Person | None,
        subject: Model,
        changes: dict[str, Any],
        data: dict[str, Any] | None = None,
    ) -> None:
        self.journal.append((at, event, by, subject, changes, data or {}))

    def _write_journal(self) -> None:
        rows = [
            JournalEntry(at=at, event=event, actor_kind="person" if by else "customer", actor_id=by.pk if by else None,
                         actor_label=by.name if by else getattr(subject, "contact_name", "客户"), subject_type=subject._meta.label, subject_id=subject.pk,
                         subject_label=str(subject), changes=changes, data=data, company=self.company.unit.pk)
            for at, event, by, subject, changes, data in sorted(self.journal, key=lambda row: row[0])
        ]  # fmt: skip
        JournalEntry.objects.bulk_create(rows, batch_size=BATCH)
        self.journal = []

    def _reasons(self, story: Story) -> list[dict[str, Any]]:
        load = story.luck.randint(0, 5)
        skills = [
            {"code": "skill", "skill": self.company.skills[s].name, "have": 3, "need": n, "points": 30.8}
            for s, n in story.type.skills
        ]
        return [
            {"code": "on_duty", "points": 0},
            *skills,
            {"code": "load", "points": round(30.8 * (1 - load / 8), 1), "open": load, "capacity": 8},
        ]

    def _order(self, story: Story, request: Request, number: str) -> None:
        at, engineer = story.at, request.responsible
        state = OrderState.CLOSED if "closed" in at else OrderState.DONE if "done" in at else OrderState.UNDER_WAY if "started" in at else OrderState.ACCEPTED if "accepted" in at else OrderState.SENT  # fmt: skip
        due = self._clock(request, Target.COMPLETION, request.opened_at, None).due_at
        order = Order(
            number=number, request=request, company=self.company.unit, unit=request.unit, responsible=engineer, description=request.body,
            required_by=due, state=state, sent_at=at["assigned"], received_at=at.get("accepted"), accepted_at=at.get("accepted"), started_at=at.get("started"),
            planned_at=at.get("accepted") if story.type.plan and "started" in at else None, done_at=at.get("done"), result=request.result,
            no_signature_reason="客户电话确认，无法当面签字" if "done" in at else "",
        )  # fmt: skip
        self.rows[Order].append(order)
        titles = self.steps[request.service_type_id or 0]
        ticked = len(titles) if "done" in at else 2 if "started" in at else 0
        self.rows[Step] += [
            Step(order=order, position=n, title=title, state=StepState.DONE if n <= ticked else StepState.OPEN,
                 by=engineer if n <= ticked else None, at=at["started"] + timedelta(minutes=4 * n) if n <= ticked else None)
            for n, title in enumerate(titles, 1)
        ]  # fmt: skip

    def _clocks(self, story: Story, request: Request) -> None:
        at = story.at
        spans = [
            (Target.CONTACT, story.opened, at.get("contacted")),
            (Target.COMPLETION, story.opened, at.get("done")),
        ]
        if "assigned" in at and story.type.order:
            spans.append((Target.ACCEPTANCE, at["assigned"], at.get("accepted")))
        if "done" in at:
            spans.append((Target.FEEDBACK, at["done"], at.get("fed_back")))
        running = []
        for target, start, stop in spans:
            clock = self._clock(request, target, start, stop)
            if target == Target.CONTACT and stop:
                calendar = self.calendars[request.unit_id]
                clock.sent_seconds = used(
                    max(at["assigned"], start), stop, calendar, around_the_clock=clock.around_the_clock
                )
                clock.accepted_seconds = used(
                    at["accepted"], stop, calendar, around_the_clock=clock.around_the_clock
                )
            self.rows[Clock].append(clock)
            if stop is None:
                running.append(clock)
        if running:
            nearest = min(running, key=lambda clock: clock.due_at)
            request.due_at, request.due_for = nearest.due_at, nearest.target

    def _clock(self, request: Request, target: str, start: datetime, stop: datetime | None) -> Clock:
        calendar = self.calendars[request.unit_id]
        clock = Clock(
            request=request, company=self.company.unit, target=target, started_at=start, judged_at=start
        )
        for name, value in terms_of(request, clock, calendar).items():
            setattr(clock, name, value)
        late = (stop or self.end) > clock.due_at
        clock.breached_at, clock.next_at = (
            clock.due_at if late else None,
            None if stop or late else clock.due_at,
        )
        if stop:
            clock.state, clock.stopped_at = ClockState.STOPPED, stop
            clock.seconds = used(start, stop, calendar, around_the_clock=clock.around_the_clock)
        return clock

    def _feedback(self, story: Story, request: Request) -> None:
        at, teller = story.at, self.company.people["specialist" if story.engineer else "specialist2"]
        opinion = "修完第二天又不热，希望再看看" if story.problem else story.luck.choice(OPINIONS)
        feedback = Feedback(request=request, way=Way.PHONE, text=f"您报的{request.subject}已处理：{request.result}。", asked_for_opinions=True, opinions=opinion,
                            is_problem=story.problem, by=teller, at=at["fed_back"])  # fmt: skip
        self.rows[Feedback].append(feedback)
        if story.problem:
            due = calendar_for(None).add(at["fed_back"], 1440 * 60)
            done = "closed" in at
            self.rows[Followup].append(Followup(request=request, feedback=feedback, text=opinion, owner=request.owner, due_at=due,
                                                done_at=at["closed"] - timedelta(hours=2) if done else None, result="已再次上门，室温达标" if done else ""))  # fmt: skip
        message = Message(company=self.company.unit, way=Way.SMS, to=request.contact_phone, subject="请您评价", text=f"您的需求 {request.number} 已办结，请回复 1–5 分评价本次服务。",
                          state=MessageState.SENT, sent_at=at["fed_back"], attempts=1, request_number=request.number, at=at["fed_back"])  # fmt: skip
        self.rows[Message].append(message)
        invitation = Invitation(request=request, company=self.company.unit, questionnaire=self.questionnaire, way=Way.SMS, message=message,
                                phone=request.contact_phone, at=at["fed_back"])  # fmt: skip
        self.rows[Invitation].append(invitation)
        if "rated" in at and story.points:
            self._answer(story, request, invitation)

    def _answer(self, story: Story, request: Request, invitation: Invitation) -> None:
        assert story.points is not None
        score = (Decimal(sum(story.points)) / 3).quantize(Decimal("0.01"))
        words, at = story.luck.choice(PRAISE if score >= 4 else GRUMBLE), story.at["rated"]
        self.rows[Answer].append(Answer(
            invitation=invitation, request=request, company=self.company.unit, unit=request.unit, person=request.responsible, score=score,
            items=dict(zip(("quality", "attitude", "speed"), story.points, strict=True)), text=words, way="online", author=request.contact_name, at=at,
        ))  # fmt: skip
        if score <= 2:
            head = request.unit.head or self.company.people["head"]
            done = "closed" in story.at
            told = {"findings": "派工时当日人手不足，未及时告知客户", "action_taken": "调整高峰期值班，增加短信提醒", "reply_way": Way.PHONE,
                    "reply_text": "已电话致歉并说明改进"} if done else {}  # fmt: skip
            self.rows[Investigation].append(Investigation(
                request=request, score=score, reason=words, owner=head, opened_at=at, due_at=calendar_for(None).add(at, 1440 * 60),
                closed_at=story.at["closed"] - timedelta(hours=1) if done else None, **told,
            ))  # fmt: skip
