"""Who may open what: written down by hand, from what the roles are for, not from the patterns in quanfu/packs/roles.py.

Each line: the roles that may, what kind of thing the URL names (None: nothing), and the URL names. Three readers are
understood everywhere and not repeated: the administrator may all, the auditor looks at everything (index, show, panel),
the president at every list and every page (index, show). How far a role reaches is its own (RoleSpec.reach); what that
means for a kind of thing stands in VISIBLE. A URL that is missing here fails the matrix, and so does a line too many.
"""

from dataclasses import dataclass

OWN, NEAR, FAR = (
    "own",
    "near",
    "far",
)  # of the engineer; of the same station; of another station of the company
REACHES = ("own", "team", "subtree", "all")

# kind of thing: {reach of the role: the places whose things it shows}
VISIBLE: dict[str, dict[str, set[str]]] = {
    # what has one responsible person: own is what one must do oneself
    "work": {"own": {OWN}, "team": {OWN, NEAR}, "subtree": {OWN, NEAR}, "all": {OWN, NEAR, FAR}},
    # customers are one's own when the unit one sits in serves them
    "customer": {"own": {OWN, NEAR}, "team": {OWN, NEAR}, "subtree": {OWN, NEAR}, "all": {OWN, NEAR, FAR}},
    # people, their duties and absences; units and their ties
    "person": {"own": set(), "team": {OWN, NEAR}, "subtree": {OWN, NEAR}, "all": {OWN, NEAR, FAR}},
    "unit": {"own": {OWN, NEAR}, "team": {OWN, NEAR}, "subtree": {OWN, NEAR}, "all": {OWN, NEAR, FAR}},
    # appraisals: one's own is not to be acted on; its subject reads it (door "own")
    "appraisal": {"own": set(), "team": {OWN, NEAR}, "subtree": {OWN, NEAR}, "all": {OWN, NEAR, FAR}},
    # what belongs to a company as a whole
    "company": {"own": set(), "team": set(), "subtree": set(), "all": {OWN, NEAR, FAR}},
    # what belongs to all companies together, shown to whoever may
    "common": {reach: {OWN, NEAR, FAR} for reach in REACHES},
    # what belongs to all companies together, touched only by those who answer for all of them
    "whole": {reach: set() for reach in REACHES},
    # what belongs to a unit and nobody in person
    "company_or_unit": {"own": set(), "team": {OWN, NEAR}, "subtree": {OWN, NEAR}, "all": {OWN, NEAR, FAR}},
    # what everybody of a company shares, however far their right reaches
    "library": {reach: {OWN, NEAR, FAR} for reach in REACHES},
    # what is kept in one's own company only, however far a right reaches
    "home": {"own": set(), "team": set(), "subtree": set(), "all": {OWN, NEAR, FAR}},
    # messages to oneself; a period in which one is to rate
    "mine": {reach: set() for reach in REACHES},
    "seat": {reach: set() for reach in REACHES},
}
PUBLIC, SIGNED_IN, BY_ROLE, HIDDEN = "public", "signed in", "by role", "hidden"


@dataclass(frozen=True)
class Expectation:
    door: str
    roles: frozenset[str]
    thing: str | None


def _lines() -> list[tuple[str, str | None, str]]:
    desk = "agent acceptor dispatcher engineer team_leader supervisor specialist head approver centre outlet"
    people = "dispatcher team_leader head approver trainer centre"
    board = "dispatcher team_leader supervisor head approver centre outlet"
    return [
        # desk
        (desk, None, "desk:request.index api:request.index"),
        (desk, "work", "desk:request.show api:request.show"),
        (f"{desk} president", "work", "desk:history.panel desk:mention.panel desk:seen.delete"),
        (f"{desk} president", "work", "desk:note.create api:note.create desk:presence.create"),
        ("agent acceptor specialist head centre outlet", None, "desk:request.create api:request.create desk:registration.create"),
        ("acceptor head", None, "desk:review.index"),
        ("acceptor head", "work", "desk:review.create"),
        ("agent acceptor specialist head", "work", "desk:explanation.create"),
        ("agent acceptor dispatcher team_leader head", "work", "desk:classification.create"),
        ("dispatcher team_leader head centre", None, "desk:assignment.index"),
        ("dispatcher team_leader head centre", "work", "desk:assignment.create"),
        ("dispatcher team_leader head centre", None, "desk:batch.create"),
        ("agent engineer team_leader head", "work", "desk:handover.create"),
        ("head", None, "desk:special_reason.index desk:special_reason.create"),
        ("head", "company", "desk:special_reason.update desk:special_reason.delete"),
        ("team_leader head approver", None, "desk:reassignment.index"),
        ("team_leader head approver", "work", "desk:reassignment.update"),
        ("agent dispatcher engineer team_leader head", "work", "desk:reassignment.create"),
        ("agent engineer team_leader head", "work", "desk:completion.create"),
        ("agent team_leader supervisor specialist head", None, "desk:feedback.index"),
        ("agent engineer team_leader specialist head", "work", "desk:feedback.create"),
        ("agent team_leader supervisor specialist head", None, "desk:followup.index"),
        ("agent engineer team_leader specialist head", "work", "desk:followup.update"),
        ("supervisor specialist head", None, "desk:investigation.index"),
        ("supervisor specialist head", "work", "desk:investigation.update"),
        ("agent acceptor specialist head", "work", "desk:closure.create"),
        # complaints: carried to the end at the front desk, answered by departments, approved by managers
        ("agent specialist team_leader supervisor head approver", None, "desk:complaint.index"),
        ("agent specialist team_leader supervisor head approver", "work", "desk:complaint.show"),
        (f"{desk} president", "work", "desk:complaint.panel"),
        ("agent specialist acceptor head", "work", "desk:complaint.create"),
        ("team_leader supervisor head", None, "desk:complaint_board.show"),
        ("supervisor head", None, "desk:complaint_report.show"),
        ("agent specialist head", "work", "desk:complaint.update desk:acknowledgement.create desk:assessment.create "
         "desk:decision.create desk:return_call.create desk:complaint_closure.create desk:dispute.create desk:dispute.update"),
        ("agent specialist team_leader supervisor head", "work", "desk:finding.create desk:remedy.create desk:referral.create"),
        ("agent specialist team_leader supervisor head", "work", "desk:owner_change.create"),
        ("team_leader supervisor head approver", None, "desk:owner_change.index"),
        ("team_leader supervisor head approver", "work", "desk:owner_change.update"),
        ("team_leader supervisor head approver", None, "desk:remedy.index"),
        ("team_leader supervisor head approver", "work", "desk:remedy.update"),
        ("agent specialist engineer team_leader supervisor head", None, "desk:referral.index desk:self_report.create"),
        ("agent specialist engineer team_leader supervisor head", "work", "desk:referral.update"),
        ("head", None, "desk:failure_point.index desk:failure_point.create"),
        ("head", "home", "desk:failure_point.update desk:failure_point.delete"),
        ("head", None, "desk:service_type.index desk:service_type.create"),
        ("head", "home", "desk:service_type.update desk:service_type.delete desk:service_field.index "
         "desk:service_field.create desk:service_field.update"),
        ("agent team_leader supervisor specialist head", None, "desk:callback.index"),
        ("agent team_leader specialist head", "work", "desk:callback.update desk:call_attempt.create"),
        (f"{desk} president", "work", "desk:callback.panel desk:mail.panel desk:mail.show"),
        ("agent team_leader supervisor specialist head", None, "desk:promise.index desk:result.index"),
        ("agent team_leader specialist head", None, "desk:reception.index desk:reception.create desk:reception_task.index"),
        ("agent team_leader specialist head", "work", "desk:reception.update desk:reception_task.update"),
        ("agent specialist head", None, "desk:consultation.index desk:consultation.create"),
        ("agent specialist head", "work", "desk:consultation.update"),
        ("specialist head", None, "desk:consultation_report.show"),
        ("agent head", None, "desk:walk_in.index desk:walk_in.create"),
        ("head", None, "desk:service_window.index desk:service_window.create"),
        ("head", "home", "desk:service_window.update desk:service_window.delete"),
        ("agent specialist head", "work", "desk:promise.create desk:conversion.create desk:service_package.create"),
        ("specialist head", None, "desk:callback_plan.index desk:callback_plan.create"),
        ("specialist head", "home", "desk:callback_plan.update desk:callback_plan.delete"),
        # lists, drafts, macros, merging, acts on many, time
        (f"{desk} president", None, "desk:view.index desk:view.create desk:draft.index"),
        (f"{desk} president", "mine", "desk:view.show desk:view.update desk:view.delete desk:draft.delete"),
        (f"{desk} president", "work",
         "desk:draft.create desk:macro_run.panel desk:macro_run.create desk:snooze.create desk:snooze.delete desk:link.create desk:link.delete "
         "desk:link.panel desk:duplicate.panel desk:reply_template.panel desk:citation.panel desk:suggestion.panel desk:time_entry.create desk:time_entry.panel"),
        (f"{desk} president", "mine", "desk:time_entry.delete"),
        ("agent acceptor dispatcher team_leader specialist head", "work", "desk:merge.create desk:merge.delete desk:split.create"),
        ("agent acceptor dispatcher team_leader specialist head", None, "desk:duplicate.index desk:bulk.create"),
        ("agent acceptor dispatcher team_leader specialist head", "mine", "desk:bulk.show desk:bulk.delete"),
        ("team_leader head", None, "desk:time_entry.index"),
        ("head", None, "desk:macro.index desk:macro.create desk:reply_template.index desk:reply_template.create"),
        ("head", "home", "desk:macro.update desk:macro.delete desk:reply_template.update desk:reply_template.delete"),
        # work orders, limits
        ("engineer team_leader", None, "workorders:day.show"),
        (board, None, "workorders:board.show"),
        (f"{board} engineer", None, "workorders:order.index"),
        (desk, "work", "workorders:order.show"),
        (f"{desk} president", "customer", "desk:customer_requests.panel"),
        (f"{desk} president", "work", "workorders:order.panel sla:clock.panel surveys:answer.panel"),
        (
            "engineer team_leader", "work",
            "workorders:acceptance.create workorders:contact.create workorders:plan.create workorders:start.create "
            "workorders:step.update workorders:problem.create workorders:problem.update workorders:progress.create "
            "workorders:completion.create",
        ),
        ("team_leader supervisor head centre", None, "sla:clock.index"),
        ("team_leader supervisor head", None, "sla:extension.index sla:passage.index sla:gap.index"),
        ("team_leader supervisor head", "work", "sla:extension.update"),
        ("agent engineer team_leader specialist supervisor head", "work", "sla:extension.create"),
        ("engineer team_leader supervisor head", "work", "sla:passage.create"),
        (f"{desk} president", "work", "sla:passage.panel desk:hold.panel"),
        ("agent engineer team_leader specialist head", "work", "desk:hold.create desk:hold.delete"),
        (
            "supervisor head", None,
            "sla:policy.index sla:policy.create sla:trial.show sla:step.index sla:step.create sla:recomputation.index",
        ),
        (
            "supervisor head", "home",
            "sla:policy.update sla:policy.delete sla:policy_order.create sla:step.update sla:step.delete",
        ),
        # ratings by customers
        ("agent supervisor specialist head", None, "surveys:answer.index"),
        ("agent supervisor specialist head", "work", "surveys:answer.show"),
        ("agent specialist head", "work", "surveys:answer.create"),
        ("agent specialist head", None, "api:sms.create"),
        (
            "specialist head", None,
            "surveys:questionnaire.index surveys:questionnaire.create surveys:item.index surveys:item.create",
        ),
        (
            "specialist head", "company",
            "surveys:questionnaire.update surveys:questionnaire.delete surveys:item.update surveys:item.delete",
        ),
        # certificates
        # the library: all who answer with it read it, those who hear the questions write, others than they approve
        (f"{desk} president trainer", None, "knowledge:article.index knowledge:article.panel knowledge:handbook.show"),
        (f"{desk} president trainer", "library", "knowledge:article.show knowledge:rating.create knowledge:version.index knowledge:version.show"),
        ("agent specialist trainer head", None, "knowledge:article.create knowledge:preview.create knowledge:gap.index knowledge:candidate.index"),
        ("agent specialist trainer head", "library", "knowledge:article.update knowledge:submission.create knowledge:version.delete"),
        ("specialist trainer head", None, "knowledge:review.index knowledge:topic.index knowledge:topic.create knowledge:synonym.index knowledge:synonym.create"),
        (
            "specialist trainer head", "library",
            "knowledge:article.delete knowledge:review.create knowledge:upkeep.update knowledge:retirement.create knowledge:retirement.delete "
            "knowledge:gap.delete knowledge:candidate.delete",
        ),
        ("specialist trainer head", "company", "knowledge:topic.update knowledge:topic.delete knowledge:synonym.update knowledge:synonym.delete"),
        ("trainer head team_leader", None, "training:certificate.index"),
        ("trainer head", None, "training:certificate.create training:certificate_kind.index training:certificate_kind.create"),
        ("trainer head", "company", "training:certificate_kind.update training:certificate_kind.delete"),
        ("trainer head", "person", "training:certificate.update training:certificate.delete"),
        # quality: what complaints and opinions change
        ("supervisor specialist head", "library", "quality:adoption.create"),
        (f"{desk} president trainer", "library", "quality:adoption.panel"),
        ("agent specialist head", "work", "desk:lesson.create"),
        (f"{desk} president", None, "desk:lesson.panel"),
        ("agent team_leader specialist supervisor head", None, "quality:improvement.index"),
        ("agent team_leader specialist supervisor head", "company_or_unit", "quality:improvement.show"),
        ("team_leader specialist supervisor head", None, "quality:improvement.create"),
        ("team_leader specialist supervisor head", "company_or_unit", "quality:improvement.update"),
        ("agent specialist supervisor head", None, "quality:notice.index"),
        ("agent specialist supervisor head", "company_or_unit", "quality:notice.update"),
        ("specialist supervisor head", None, "quality:evaluation.index quality:sample.index"),
        ("specialist supervisor head", "work", "quality:evaluation.update quality:sample.create"),
        ("specialist supervisor head team_leader", "work", "quality:sample.panel"),
        # customers, channels
        ("agent acceptor specialist head centre", None, "customers:customer.index"),
        (desk, "customer", "customers:customer.show"),
        ("agent acceptor specialist head", None, "customers:customer.create"),
        ("agent supervisor head", None, "channels:call.index channels:missed_call.index api:call.index"),
        ("agent head", None, "channels:call.create channels:dial.create api:call.create"),
        ("agent supervisor head", "company", "api:call.show"),
        ("agent head", "company", "channels:call.update channels:call_return.create"),
        ("head", None, "channels:extension.index channels:extension.create"),
        ("head", "company", "channels:extension.update channels:extension.delete"),
        ("agent head", None, "channels:talk.index channels:talk_seat.create channels:talk_seat.delete"),
        ("agent head", "company", "channels:talk_taking.create"),
        (f"{desk} president", "work", "desk:talk.panel desk:talk_end.create desk:talk_mark.create"),
        ("agent acceptor specialist head", None, "customers:duplicate.index"),
        ("agent acceptor specialist head", "customer", "customers:merger.create"),
        ("head", None, "channels:group_hook.index channels:group_hook.create"),
        ("head", None, "channels:sms_template.index channels:sms_template.create"),
        ("head", "company", "channels:sms_template.update channels:sms_template.delete"),
        ("agent head", None, "channels:opt_out.index channels:opt_out.create channels:held_address.index channels:held_address.create"),
        ("agent head", "company", "channels:opt_out.delete channels:held_address.delete"),
        ("head", "company", "channels:group_hook.update channels:group_hook.delete channels:hook_test.create"),
        (
            "agent acceptor specialist head", "customer",
            "customers:customer.update customers:contact.create customers:contact.update customers:contact.delete "
            "customers:site.create customers:site.update customers:site.delete "
            "customers:project.create customers:project.update customers:project.delete "
            "customers:contract.create customers:contract.update customers:contract.delete",
        ),
        ("agent specialist head", None, "channels:channel.index"),
        ("head", None, "channels:channel.create"),
        ("head", "company", "channels:channel.update channels:channel.delete"),
        ("agent supervisor specialist head", None, "channels:message.index"),
        ("agent head", None, "channels:incoming.index channels:check.index channels:comment_import.create"),
        ("agent head", "company", "channels:incoming.show channels:check.update"),
        ("agent supervisor head", None, "channels:channel_board.show"),
        ("supervisor head", None, "channels:breach.index"),
        ("head", None, "channels:fault.index"),
        ("head", "company", "channels:fault.update channels:channel_test.create"),
        ("agent head", "company", "channels:rerun.create"),
        ("head", "company", "channels:raw.show"),
        ("agent specialist head", "company", "channels:message.show"),
        ("agent head", "company", "channels:delivery.create channels:retry.create"),
        # appraisal and pay
        ("head finance", None, "performance:sheet.index"),
        (
            "head", None,
            "performance:sheet.create performance:computation.create performance:closure.create performance:rater.index "
            "performance:rater.create performance:weight.index performance:weight.update",
        ),
        ("head", "appraisal", "performance:seat.create performance:seat.delete performance:waiver.create"),
        ("head", "company", "performance:rater.delete"),
        ("head finance", None, "performance:salary.index performance:salary.create"),
        ("head finance", None, "performance:pay_run.index performance:pay_run.create"),
        ("head finance", "company", "performance:pay_run.show"),
        # figures
        ("supervisor head committee_member", None, "reports:dashboard.show reports:chain.show"),
        ("team_leader supervisor head centre outlet committee_member", None, "reports:unit.show"),
        ("supervisor specialist head committee_member", None, "reports:feedback.show"),
        # people and units
        (people, None, "org:unit.index"),
        (people, "unit", "org:unit.show"),
        ("", None, "org:unit.create"),
        ("", "unit", "org:unit.update org:unit_move.create org:unit_closing.create org:unit_closing.delete"),
        (f"{people} finance", None, "org:person.index"),
        (f"{people} finance", "person", "org:person.show"),
        ("head", None, "org:person.create"),
        ("head", "person", "org:person.update"),
        (
            "", "person",
            "org:leaving.create org:leaving.delete org:password.create org:session.delete org:grant.create org:grant.delete",
        ),
        ("", None, "org:role.index org:role.create"),
        ("", "common", "org:role.show org:role.update org:role.delete"),
        ("head trainer", None, "org:skill.index org:skill.create"),
        ("head trainer", "company", "org:skill.update org:skill.delete"),
        ("dispatcher team_leader head trainer", None, "org:skill_matrix.show"),
        ("team_leader head trainer", None, "org:skill_matrix.update"),
        ("dispatcher team_leader head centre", None, "org:duty.index"),
        ("team_leader head", None, "org:duty.create"),
        ("team_leader head", "person", "org:duty.delete"),
        ("dispatcher team_leader head", None, "org:absence.index"),
        ("team_leader head", None, "org:absence.create"),
        ("team_leader head", "person", "org:absence.delete"),
        ("head", None, "org:tie.index org:tie.create"),
        ("head", "unit", "org:tie.delete"),
        # the system
        ("", None, "core:journal.index"),
        ("", "company", "core:journal.show"),
        ("committee_member head", None, "core:rule.index core:rule.show"),
        ("", "whole", "core:rule.create"),
        ("", "company", "core:rule.delete"),
        ("", "whole", "core:job.index core:job.show core:job.update core:job.delete core:job_batch.update"),
        ("", None, "core:calendar.index"),
        ("", "common", "core:calendar.show core:calendar_export.show"),
        ("", None, "core:calendar.create"),
        (
            "", "common",
            "core:calendar.update core:calendar.delete core:calendar_day.create core:calendar_day.update "
            "core:calendar_day.delete core:calendar_import.create",
        ),
    ]  # fmt: skip


# Open to everybody who is signed in. What they name is one's own, or, with a right beside the door, also in its reach.
_SIGNED_IN: list[tuple[str, str | None, str]] = [
    (
        "", None,
        "org:notification.index org:notification.update org:profile.update org:session.update account_logout ui:search.index "
        "account_change_password start performance:rating.index performance:own_pay.show",
    ),
    ("", None, "api:token.index api:token.create api:article.index"),
    ("", None, "desk:offer.index desk:handover.index desk:sign_off.create desk:leftover.index"),
    ("", "mine", "desk:claim.create desk:claim.delete desk:handover.update desk:leftover.update"),
    ("", "mine", "org:notification.show api:token.delete desk:ring.panel"),
    ("team_leader head finance", "appraisal", "performance:sheet.show"),
    ("head finance", "appraisal", "performance:pay_line.show"),
    ("", "seat", "performance:rating.create"),
]  # fmt: skip
_PUBLIC = (
    "account_login ui:appearance.update portal:company.index portal:company.show portal:contact.show portal:ask.create portal:complaint.create portal:search.create "
    "portal:chat.show portal:chat.panel portal:talk.create portal:talk_message.create "
    "portal:article.index portal:article.show portal:opinion.create portal:sitemap.show portal:robots.show "
    "channels:unsubscription.create portal:track.show portal:callback.show portal:receipt.show portal:remark.create portal:rating.show api:openapi-json api:openapi-view"
)
# Opened by a link made for one viewer (tested where it is made), or not at all.
_HIDDEN = "core:file.show api:api-root portal:talk.show portal:talk_call.create portal:talk_end.create portal:talk_file.create portal:talk_file.show portal:talk_transcript.show portal:talk_transcript.create portal:talk_rating.create channels:hook.create"


def _understood(name: str) -> set[str]:
    verb = name.rpartition(".")[2]
    looking = {"index": {"auditor", "president"}, "show": {"auditor", "president"}, "panel": {"auditor"}}
    return {"administrator"} | looking.get(verb, set())


def _table() -> dict[str, Expectation]:
    table: dict[str, Expectation] = {}

    def add(name: str, expectation: Expectation) -> None:
        assert name not in table, f"{name} is declared twice"
        table[name] = expectation

    for roles, thing, names in _lines():
        for name in names.split():
            add(name, Expectation(BY_ROLE, frozenset({*roles.split(), *_understood(name)}), thing))
    for roles, thing, names in _SIGNED_IN:
        for name in names.split():
            add(name, Expectation(SIGNED_IN, frozenset({*roles.split(), *_understood(name)}), thing))
    for name in _PUBLIC.split():
        add(name, Expectation(PUBLIC, frozenset(), None))
    for name in _HIDDEN.split():
        add(name, Expectation(HIDDEN, frozenset(), None))
    return table


EXPECTED = _table()
