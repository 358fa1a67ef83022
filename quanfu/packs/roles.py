"""The roles that every company starts with (ORG-11): what each may do, where it starts, how far it usually reaches.

Loaded by `quanfu migrate`, by the demo and by the tests. A role that people have changed by hand is left as they want
it; all others follow this table with every new version. Customers have no account and so no role.
"""

from dataclasses import dataclass, field

from quanfu.core.actor import SYSTEM, Actor
from quanfu.org.actions.role import install_role
from quanfu.org.enums import Reach
from quanfu.org.models import Role


@dataclass(frozen=True)
class RoleSpec:
    code: str
    name: str
    name_en: str
    start: str  # URL name of the start page
    rank: int  # the lowest rank of a person's roles gives the start page
    reach: Reach  # what is offered when the role is granted
    permissions: tuple[str, ...] = field(default=())


# The library as those who answer with it read it, and say whether it helped.
READING = (
    "knowledge.article.index", "knowledge.article.show", "knowledge.*.panel", "knowledge.version.index", "knowledge.version.show",
    "knowledge.handbook.show", "knowledge.rating.create", "quality.adoption.panel",
)  # fmt: skip
# ... and as those who hear the questions write it, for somebody else to approve.
WRITING = (
    "knowledge.article.create", "knowledge.article.update", "knowledge.preview.create", "knowledge.submission.create",
    "knowledge.version.delete", "knowledge.gap.index", "knowledge.candidate.index",
)  # fmt: skip
# What everybody who works with requests sees of one; how far is decided by the request itself.
AROUND = (
    "desk.request.show", "desk.seen.delete", "desk.presence.create", "desk.note.create", "desk.mail.show", "customers.customer.show", "workorders.order.show", "desk.*.panel",
    "workorders.*.panel", "sla.*.panel", "surveys.*.panel",
    "desk.view.*", "desk.draft.*", "desk.snooze.*", "desk.macro_run.*", "desk.link.create", "desk.link.delete",
    "desk.time_entry.create", "desk.time_entry.delete", "desk.talk_end.create", "desk.talk_mark.create", *READING,
)  # fmt: skip
# Requests that say the same, or too much, put in order; acts on many at once.
ORDERLY = (
    "desk.merge.*", "desk.split.create", "desk.duplicate.index", "desk.bulk.*",
)  # fmt: skip
# Whoever takes complaints and carries them to the end; approving offers, giving them names and closing figures are others'.
COMPLAINTS = (
    "desk.complaint.index", "desk.complaint.show", "desk.complaint.create", "desk.complaint.update",
    "desk.acknowledgement.create", "desk.assessment.create", "desk.finding.create", "desk.remedy.create",
    "desk.lesson.create", "desk.decision.create", "desk.return_call.create", "desk.complaint_closure.create", "desk.dispute.*", "desk.referral.*",
    "desk.self_report.create", "desk.owner_change.create",
)  # fmt: skip
# Whoever answers for a department that complaints are passed to.
DEPARTMENT = (
    "desk.complaint.index", "desk.complaint.show", "desk.finding.create", "desk.remedy.create", "desk.remedy.index",
    "desk.remedy.update", "desk.referral.*", "desk.complaint_board.show", "desk.self_report.create", "desk.owner_change.*",
)  # fmt: skip
# Whoever works on a request: it may have to wait, and a limit may need more time.
HOLDING = ("desk.hold.create", "desk.hold.delete", "sla.extension.create")
FIGURES = ("reports.dashboard.show", "reports.unit.show", "reports.chain.show", "reports.feedback.show")
PEOPLE = ("org.unit.index", "org.unit.show", "org.person.index", "org.person.show")

ROLES = (
    RoleSpec("agent", "客服专员", "Agent", "desk:request.index", 50, Reach.ALL, (
        *AROUND, *WRITING, *HOLDING, "quality.improvement.index", "quality.improvement.show", "quality.notice.*", *ORDERLY, *COMPLAINTS, "desk.request.*", "desk.registration.create", "desk.classification.create", "desk.explanation.create", "desk.completion.create",
        "desk.reassignment.create", "desk.handover.create", "desk.feedback.*", "desk.followup.*", "desk.closure.create", "customers.*",
        "desk.callback.*", "desk.call_attempt.create", "desk.promise.*", "desk.conversion.create",
        "desk.service_package.create", "desk.result.index", "desk.reception.*", "desk.reception_task.*", "desk.walk_in.*", "desk.consultation.*",
        "channels.talk.*", "channels.talk_seat.*", "channels.talk_taking.create", "channels.call.*", "channels.missed_call.index", "channels.call_return.create", "channels.dial.create", "channels.channel.index", "channels.message.*", "channels.delivery.create", "channels.retry.create",
        "channels.incoming.*", "channels.rerun.create", "channels.comment_import.create", "channels.check.*", "channels.channel_board.show", "channels.opt_out.*", "channels.held_address.*",
        "surveys.answer.*",
    )),
    RoleSpec("acceptor", "受理员", "Acceptor", "desk:review.index", 40, Reach.ALL, (
        *AROUND, *ORDERLY, "desk.complaint.create", "desk.request.index", "desk.request.create", "desk.registration.create", "desk.review.*", "desk.explanation.create",
        "desk.classification.create", "desk.closure.create", "customers.*",
    )),
    RoleSpec("dispatcher", "派单员", "Dispatcher", "desk:assignment.index", 40, Reach.ALL, (
        *AROUND, *ORDERLY, *PEOPLE, "desk.request.index", "desk.classification.create", "desk.assignment.*", "desk.overruling.create", "desk.batch.*",
        "desk.handover.index",
        "desk.reassignment.create", "workorders.order.index", "workorders.board.show", "org.skill_matrix.show",
        "org.duty.index", "org.absence.index",
    )),
    RoleSpec("engineer", "维修工程师", "Engineer", "workorders:day.show", 50, Reach.OWN, (
        *AROUND, *HOLDING, "desk.self_report.create", "desk.referral.index", "desk.referral.update", "desk.request.index", "desk.completion.create", "desk.feedback.create", "desk.reassignment.create", "desk.handover.create",
        "desk.followup.update", "workorders.day.show", "sla.passage.create", "workorders.order.index", "workorders.acceptance.create",
        "workorders.contact.create", "workorders.plan.create", "workorders.start.create", "workorders.step.update",
        "workorders.problem.*", "workorders.progress.create", "workorders.completion.create",
    )),
    RoleSpec("team_leader", "班组长", "Team leader", "workorders:board.show", 30, Reach.SUBTREE, (
        *AROUND, *HOLDING, "quality.improvement.*", "quality.sample.panel", *ORDERLY, "desk.shared_view.create", "desk.time_entry.index", *DEPARTMENT, *PEOPLE, "desk.request.index", "desk.assignment.*", "desk.overruling.create", "desk.batch.*", "desk.reassignment.*",
        "desk.handover.*", "desk.completion.create",
        "desk.feedback.*", "desk.followup.*", "desk.callback.*", "desk.call_attempt.create",
        "desk.promise.index", "desk.result.index", "desk.reception.*", "desk.reception_task.*",
        "desk.classification.create", "workorders.*", "sla.clock.index", "sla.extension.*", "sla.passage.*", "sla.gap.index",
        "org.skill_matrix.*", "org.duty.*", "org.absence.*", "training.certificate.index", "performance.sheet.show",
        "reports.unit.show",
    )),
    RoleSpec("supervisor", "督办员", "Supervisor", "sla:clock.index", 30, Reach.ALL, (
        *AROUND, "quality.*", *DEPARTMENT, "desk.complaint_report.show", *FIGURES, "desk.request.index", "sla.*", "desk.investigation.*", "desk.followup.index",
        "desk.feedback.index", "desk.callback.index", "desk.promise.index", "desk.result.index", "workorders.board.show", "workorders.order.index", "channels.message.index", "channels.breach.index", "channels.channel_board.show", "channels.call.index", "channels.missed_call.index",
        "surveys.answer.index", "surveys.answer.show",
    )),
    RoleSpec("specialist", "客服主办", "Specialist", "desk:feedback.index", 40, Reach.ALL, (
        *AROUND, *HOLDING, "quality.*", "knowledge.*", *ORDERLY, *COMPLAINTS, "desk.request.index", "desk.request.create", "desk.registration.create", "desk.feedback.*", "desk.followup.*",
        "desk.investigation.*", "desk.closure.create", "desk.explanation.create", "surveys.*",
        "desk.callback.*", "desk.call_attempt.create", "desk.callback_plan.*", "desk.promise.*", "desk.conversion.create",
        "desk.service_package.create", "desk.result.index", "desk.reception.*", "desk.reception_task.*", "desk.consultation.*", "desk.consultation_report.show", "reports.feedback.show",
        "channels.channel.index", "channels.message.*", "customers.*",
    )),
    RoleSpec("head", "部门负责人", "Head of department", "performance:sheet.index", 20, Reach.ALL, (
        *AROUND, "quality.*", *FIGURES, *PEOPLE, "desk.*", "workorders.board.show", "workorders.order.index", "sla.*", "performance.*",
        "surveys.*", "org.person.*", "org.skill.*", "org.skill_matrix.*", "org.duty.*", "org.absence.*", "org.tie.*",
        "channels.*", "customers.*", "core.rule.index", "core.rule.show", "training.*", "knowledge.*",
    )),
    RoleSpec("approver", "审批主管", "Manager of approval", "desk:reassignment.index", 25, Reach.ALL, (
        *AROUND, "desk.complaint.index", "desk.complaint.show", "desk.remedy.index", "desk.remedy.update", "desk.owner_change.index", "desk.owner_change.update", *PEOPLE, "desk.request.index", "desk.reassignment.index", "desk.reassignment.update",
        "workorders.board.show", "workorders.order.index",
    )),
    RoleSpec("trainer", "培训师", "Trainer", "org:skill_matrix.show", 60, Reach.ALL, (
        *PEOPLE, "org.skill.*", "org.skill_matrix.*", "training.*", "knowledge.*", "quality.adoption.panel",
    )),
    RoleSpec("auditor", "稽核员", "Auditor", "core:journal.index", 60, Reach.ALL, ("*.index", "*.show", "*.panel")),
    RoleSpec("finance", "财务", "Finance", "performance:pay_run.index", 60, Reach.ALL, (
        "performance.pay_run.*", "performance.salary.*", "performance.pay_line.*", "performance.sheet.index",
        "performance.sheet.show", "org.person.index", "org.person.show",
    )),
    RoleSpec("centre", "省级中心", "Centre", "reports:unit.show", 40, Reach.SUBTREE, (
        *AROUND, *PEOPLE, "desk.request.index", "desk.request.create", "desk.registration.create", "desk.assignment.*", "desk.overruling.create", "desk.batch.*",
        "workorders.order.index",
        "workorders.board.show", "sla.clock.index", "reports.unit.show", "org.duty.index", "customers.customer.index",
    )),
    RoleSpec("outlet", "服务网点", "Outlet", "reports:unit.show", 45, Reach.TEAM, (
        *AROUND, "desk.request.index", "desk.request.create", "desk.registration.create", "workorders.order.index", "workorders.board.show",
        "reports.unit.show",
    )),
    RoleSpec("committee_member", "标准化委员", "Committee member", "core:rule.index", 70, Reach.ALL, (
        *FIGURES, "core.rule.index", "core.rule.show", "governance.*",
    )),
    RoleSpec("president", "总经理", "President", "reports:dashboard.show", 10, Reach.ALL, (
        *AROUND, "*.index", "*.show",
    )),
    RoleSpec("administrator", "系统管理员", "Administrator", "org:unit.index", 90, Reach.SUBTREE, ("*",)),
)  # fmt: skip
SPECS = {spec.code: spec for spec in ROLES}


def install_roles(*, by: Actor = SYSTEM) -> dict[str, Role]:
    """Bring the roles of this table into the database; returns all of them by code. Running it again changes nothing."""
    return {
        spec.code: install_role(
            code=spec.code, name=spec.name, name_en=spec.name_en, permissions=list(spec.permissions),
            start=spec.start, rank=spec.rank, reach=spec.reach, by=by,
        )
        for spec in ROLES
    }  # fmt: skip
