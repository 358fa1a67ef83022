"""What happens after what, what stands around every page, and which page shows whose panels.

The only file that may know every context.
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from quanfu.channels import reactions as channels
from quanfu.core.events import Event
from quanfu.desk import reactions as desk
from quanfu.knowledge import reactions as knowledge
from quanfu.quality import reactions as quality
from quanfu.sla import reactions as sla
from quanfu.surveys import reactions as surveys
from quanfu.ui.navigation import Item, Section
from quanfu.workorders import reactions as workorders

# event: (now, in the same transaction), (later, as jobs after commit)
REACTIONS: dict[str, tuple[list[Callable[[Event], None]], list[Callable[[Event], None]]]] = {
    "desk.request.opened": (
        [
            sla.start_clocks,
            sla.follow_steps,
            desk.open_case,
            desk.thank_for_suggestion,
            desk.tell_emergency_team,
            desk.tell_groups,
        ],
        [],
    ),
    "desk.request.classified": ([sla.restart_clocks, sla.follow_steps, desk.open_case], []),
    "desk.request.imported": ([sla.reckon_imported], []),
    "desk.request.reviewed": ([desk.end_hold, sla.cancel_clocks, sla.follow_steps, desk.tell_groups], []),
    "desk.request.approved": ([sla.follow_steps, desk.tell_groups], [desk.assign_automatically]),
    "desk.request.assigned": (
        [
            desk.tell_assignee,
            workorders.send_orders,
            sla.start_acceptance,
            sla.follow_steps,
            desk.tell_groups,
        ],
        [],
    ),
    "desk.request.unassigned": (
        [workorders.settle_orders, sla.cancel_acceptance, sla.restart_clocks, sla.follow_steps],
        [],
    ),
    "desk.request.unclassified": ([sla.restart_clocks, sla.follow_steps], []),
    "desk.request.accepted": ([sla.stop_acceptance], []),
    "desk.request.contacted": ([sla.stop_contact], []),
    "desk.request.noted": (
        [
            desk.end_hold_on_answer,
            sla.follow_note,
            desk.wake_on_answer,
            desk.keep_promises,
            channels.note_answer,
        ],
        [desk.tell_mentioned, desk.index_words],
    ),
    "desk.request.prioritised": ([sla.restart_clocks], []),
    "desk.request.raised": ([sla.restart_clocks], []),
    "desk.request.taken_over": ([sla.restart_clocks], []),
    "desk.hold.begun": ([sla.pause_clocks], []),
    "desk.hold.ended": ([sla.continue_clocks], []),
    "desk.service_type.saved": ([], [sla.follow_service_type]),
    "desk.request.merged": ([desk.end_hold, sla.cancel_clocks, sla.follow_steps, desk.wake_closed], []),
    "desk.request.unmerged": ([sla.resume_clocks], []),
    "desk.request.finished": (
        [
            desk.end_hold,
            workorders.settle_orders,
            sla.start_feedback,
            sla.follow_steps,
            desk.settle_handovers,
            desk.tell_groups,
        ],
        [desk.call_back_later, desk.look_again, desk.index_words],
    ),
    "desk.request.fed_back": (
        [sla.stop_feedback, sla.follow_steps, desk.fulfil_promises, desk.tell_groups, channels.note_answer],
        [surveys.invite_customer, quality.note_product_wish],
    ),
    "desk.request.closed": (
        [
            desk.end_hold,
            workorders.settle_orders,
            sla.cancel_clocks,
            sla.follow_steps,
            desk.wake_closed,
            desk.settle_handovers,
            desk.tell_groups,
            desk.count_articles,
            channels.note_answer,
        ],
        [],
    ),
    "desk.reassignment.asked": ([desk.tell_approver], []),
    "desk.reassignment.decided": (
        [
            desk.tell_all_concerned,
            workorders.follow_reassignment,
            sla.restart_acceptance,
            desk.settle_handovers,
        ],
        [desk.look_again],
    ),
    "desk.offer.claimed": ([workorders.accept_claimed], []),
    "desk.handover.accepted": ([workorders.follow_handover, sla.restart_clocks], [desk.look_again]),
    "desk.promise.made": ([sla.start_promise], []),
    "desk.promise.kept": ([sla.stop_promise], []),
    "desk.followup.opened": ([desk.tell_followup_owner], []),
    "desk.investigation.opened": ([desk.tell_investigator], []),
    "desk.complaint.graded": ([desk.tell_of_major, quality.evaluate_major], []),
    "desk.complaint.closed": ([], [quality.improve_product]),
    "desk.remedy.offered": ([desk.tell_remedy_approver], []),
    "desk.callback.done": ([desk.count_return_call], []),
    "desk.owner_change.asked": ([desk.tell_owner_change_asked], []),
    "desk.owner_change.decided": ([desk.tell_owner_change_decided], []),
    "desk.referral.opened": ([desk.tell_referred], []),
    "desk.referral.climbed": ([desk.tell_climbed], []),
    "desk.referral.ended": ([desk.tell_referral_end], []),
    "org.absence.created": ([], [desk.await_absence]),
    "org.absence.deleted": ([], [desk.end_absence]),
    "org.person.activated": ([], [desk.look_again]),
    "org.person.deactivated": ([], [desk.hand_over_leaver]),
    "org.mastery.changed": ([], [desk.look_again]),
    "org.duty.planned": ([], [desk.look_again]),
    "training.certificate.saved": ([], [desk.look_again]),
    "customers.customer.merged": ([desk.carry_history], []),
    "org.unit.created": ([channels.equip_company, sla.equip_company], []),
    "org.unit.moved": ([sla.follow_tree], []),
    "customers.customer.changed": ([], [sla.follow_customer]),
    "core.calendar.saved": ([], [sla.follow_calendar]),
    "core.calendar_day.set": ([], [sla.follow_calendar]),
    "core.calendar_day.deleted": ([], [sla.follow_calendar]),
    "core.calendar_day.imported": ([], [sla.follow_calendar]),
    "knowledge.version.submitted": ([], [knowledge.tell_reviewers]),
    "knowledge.version.returned": ([], [knowledge.tell_author]),
    "knowledge.article.published": ([], [knowledge.learn_words]),
    "knowledge.article.reminded": ([knowledge.remind_owner], []),
    "org.notification.sent": ([channels.mail_notification], []),
    "channels.talk.called": ([desk.open_talk], []),
    "channels.talk.left": ([desk.open_talk], []),
    "channels.talk.given": ([desk.give_talk], []),
    "channels.talk.heard": ([desk.note_talk], []),
    "channels.talk.ended": ([desk.note_end_of_talk], []),
    "channels.incoming.understood": (
        [
            channels.note_mail,
            channels.take_bounce,
            channels.stop_sms,
            surveys.take_sms_answer,
            desk.take_incoming,
        ],
        [desk.confirm_by_mail, desk.confirm_where_they_wrote],
    ),
    "channels.message.failed": ([desk.try_another_way], []),
}

# page ("<context>.<noun>"): panels ("<context>:<noun>.panel"), fetched as fragments, so that a page names nobody above it
PANELS: dict[str, list[str]] = {
    "desk.request": [
        "desk:talk.panel",
        "desk:mail.panel",
        "desk:duplicate.panel",
        "desk:link.panel",
        "desk:complaint.panel",
        "workorders:order.panel",
        "desk:hold.panel",
        "sla:passage.panel",
        "sla:clock.panel",
        "surveys:answer.panel",
        "desk:callback.panel",
        "desk:time_entry.panel",
    ],
    "desk.complaint": ["sla:clock.panel", "quality:sample.panel"],
    "knowledge.article": ["desk:lesson.panel", "quality:adoption.panel"],
    "customers.customer": ["desk:customer_requests.panel"],
}

# the side bar, in sections of at most eight: Section(_("Service desk"), [Item(_("Requests"), "inbox", URL name, permission)], code).
# What belongs to the inbox alone (lists, drafts) is reached from there.
NAVIGATION: list[Section] = [
    Section(_("Service desk"), [
        Item(_("Requests"), "inbox", "desk:request.index", "desk.request.index", key="g i"),
        Item(_("Acceptance queue"), "clipboard-check", "desk:review.index", "desk.review.index", key="g r"),
        Item(_("To be assigned"), "user-check", "desk:assignment.index", "desk.assignment.index", key="g a"),
        Item(_("Changes to decide"), "arrow-right-left", "desk:reassignment.index", "desk.reassignment.index"),
        Item(_("Visits"), "calendar-check", "desk:reception.index", "desk.reception.index"),
        Item(_("Walk-in visitors"), "door-open", "desk:walk_in.index", "desk.walk_in.index"),
    ], "desk"),
    Section(_("Calls and chats"), [
        Item(_("Chats"), "messages-square", "channels:talk.index", "channels.talk.index"),
        Item(_("Incoming calls"), "phone-incoming", "channels:call.index", "channels.call.index"),
        Item(_("Missed calls"), "phone-missed", "channels:missed_call.index", "channels.missed_call.index"),
    ], "talks"),
    Section(_("Feedback and follow-up"), [
        Item(_("Feedback"), "phone-outgoing", "desk:feedback.index", "desk.feedback.index", key="g f"),
        Item(_("Return calls"), "phone-forwarded", "desk:callback.index", "desk.callback.index"),
        Item(_("Promises"), "handshake", "desk:promise.index", "desk.promise.index"),
        Item(_("Follow-up tasks"), "list-todo", "desk:followup.index", "desk.followup.index"),
        Item(_("Investigations"), "search-check", "desk:investigation.index", "desk.investigation.index"),
        Item(_("Results of the day"), "clipboard-list", "desk:result.index", "desk.result.index"),
        Item(_("Ratings"), "star", "surveys:answer.index", "surveys.answer.index"),
    ], "follow_up"),
    Section(_("Complaints"), [
        Item(_("Complaints"), "megaphone", "desk:complaint.index", "desk.complaint.index", key="g p"),
        Item(_("With departments"), "send-to-back", "desk:referral.index", "desk.referral.index"),
        Item(_("Offers to approve"), "hand-coins", "desk:remedy.index", "desk.remedy.index"),
        Item(_("Owners to change"), "user-round-cog", "desk:owner_change.index", "desk.owner_change.index"),
        Item(_("Samples of complaint calls"), "ear", "quality:sample.index", "quality.sample.index"),
        Item(_("Complaint figures"), "megaphone", "desk:complaint_report.show", "desk.complaint_report.show"),
    ], "complaints"),
    Section(_("Customers"), [
        Item(_("Customers"), "users", "customers:customer.index", "customers.customer.index", key="g c"),
        Item(_("Consultations"), "messages-square", "desk:consultation.index", "desk.consultation.index"),
        Item(_("Check of customer data"), "scan-search", "customers:duplicate.index", "customers.duplicate.index"),
    ], "customers"),
    Section(_("Field work"), [
        Item(_("My day"), "sun", "workorders:day.show", "workorders.day.show", key="g y"),
        Item(_("Board"), "kanban", "workorders:board.show", "workorders.board.show", key="g b"),
        Item(_("Work orders"), "clipboard-list", "workorders:order.index", "workorders.order.index", key="g o"),
        Item(_("Offered to me"), "hand-helping", "desk:offer.index", ""),
        Item(_("My shift"), "log-out", "desk:sign_off.create", ""),
        Item(_("Handovers"), "arrow-right-from-line", "desk:handover.index", ""),
        Item(_("Left open"), "hourglass", "desk:leftover.index", ""),
    ], "field"),
    Section(_("Limits and chain"), [
        Item(_("Limits"), "timer", "sla:clock.index", "sla.clock.index"),
        Item(_("Extensions to decide"), "calendar-plus", "sla:extension.index", "sla.extension.index"),
        Item(_("Skipped steps"), "skip-forward", "sla:passage.index", "sla.passage.index"),
        Item(_("Blind spots"), "eye-off", "sla:gap.index", "sla.gap.index"),
        Item(_("Policies of limits"), "timer-reset", "sla:policy.index", "sla.policy.index"),
        Item(_("Chain of departments"), "workflow", "sla:step.index", "sla.step.index"),
    ], "limits"),
    Section(_("Knowledge"), [
        Item(_("Library"), "book-open", "knowledge:article.index", "knowledge.article.index"),
        Item(_("Reply templates"), "reply", "desk:reply_template.index", "desk.reply_template.index"),
        Item(_("Macros"), "wand-sparkles", "desk:macro.index", "desk.macro.index"),
    ], "knowledge"),
    Section(_("Channels"), [
        Item(_("Channels"), "radio-tower", "channels:channel.index", "channels.channel.index"),
        Item(_("Board of channels"), "activity", "channels:channel_board.show", "channels.channel_board.show"),
        Item(_("Tests of channels"), "stethoscope", "channels:check.index", "channels.check.index"),
        Item(_("Limits not kept"), "timer-off", "channels:breach.index", "channels.breach.index"),
        Item(_("Extensions"), "phone", "channels:extension.index", "channels.extension.index"),
        Item(_("SMS templates"), "message-square-text", "channels:sms_template.index", "channels.sms_template.index"),
        Item(_("Work groups"), "bot", "channels:group_hook.index", "channels.group_hook.index"),
    ], "channels"),
    Section(_("Messages"), [
        Item(_("Incoming messages"), "inbox", "channels:incoming.index", "channels.incoming.index"),
        Item(_("Message log"), "send", "channels:message.index", "channels.message.index"),
        Item(_("Addresses without mails"), "mail-x", "channels:held_address.index", "channels.held_address.index"),
        Item(_("Numbers without SMS"), "message-square-off", "channels:opt_out.index", "channels.opt_out.index"),
    ], "messages"),
    Section(_("Figures"), [
        Item(_("Dashboard"), "chart-column", "reports:dashboard.show", "reports.dashboard.show", key="g d"),
        Item(_("Voices of customers"), "message-circle-heart", "reports:feedback.show", "reports.feedback.show"),
        Item(_("Time spent"), "timer", "desk:time_entry.index", "desk.time_entry.index"),
        Item(_("Links of the chain"), "workflow", "reports:chain.show", "reports.chain.show"),
        Item(_("Our units"), "chart-line", "reports:unit.show", "reports.unit.show"),
    ], "figures"),
    Section(_("Improvement"), [
        Item(_("Improvements"), "sprout", "quality:improvement.index", "quality.improvement.index"),
        Item(_("Customers to tell"), "megaphone", "quality:notice.index", "quality.notice.index"),
        Item(_("Special evaluations"), "search-check", "quality:evaluation.index", "quality.evaluation.index"),
        Item(_("Failure points"), "unplug", "desk:failure_point.index", "desk.failure_point.index"),
    ], "improvement"),
    Section(_("Appraisal"), [
        Item(_("Sheets"), "clipboard-check", "performance:sheet.index", "performance.sheet.index"),
        Item(_("Rate colleagues"), "users", "performance:rating.index", ""),
        Item(_("My pay"), "wallet", "performance:own_pay.show", ""),
        Item(_("Pay"), "banknote", "performance:pay_run.index", "performance.pay_run.index"),
    ], "appraisal"),
    Section(_("Organisation and people"), [
        Item(_("Structure"), "network", "org:unit.index", "org.unit.index"),
        Item(_("People"), "users-round", "org:person.index", "org.person.index"),
        Item(_("Skill matrix"), "graduation-cap", "org:skill_matrix.show", "org.skill_matrix.show"),
        Item(_("Certificates"), "badge-check", "training:certificate.index", "training.certificate.index"),
        Item(_("Kinds of certificate"), "award", "training:certificate_kind.index", "training.certificate_kind.index"),
        Item(_("Duty roster"), "calendar-clock", "org:duty.index", "org.duty.index"),
        Item(_("Specialists of groups"), "link", "org:tie.index", "org.tie.index"),
        Item(_("Roles"), "shield-check", "org:role.index", "org.role.index"),
    ], "people"),
    Section(_("Administration"), [
        Item(_("Settings"), "sliders-horizontal", "core:rule.index", "core.rule.index"),
        Item(_("Work calendars"), "calendar-days", "core:calendar.index", "core.calendar.index"),
        Item(_("Questionnaires"), "list-ordered", "surveys:questionnaire.index", "surveys.questionnaire.index"),
        Item(_("Items rated"), "star-half", "surveys:item.index", "surveys.item.index"),
        Item(_("Special reasons"), "message-square-warning", "desk:special_reason.index", "desk.special_reason.index"),
        Item(_("Journal"), "scroll-text", "core:journal.index", "core.journal.index"),
        Item(_("Jobs"), "list-checks", "core:job.index", "core.job.index", whole=True),
    ], "administration"),
]  # fmt: skip

# who answers when something is looked for everywhere, in the order in which it is shown (see quanfu/ui/search.py)
SEARCH: list[str] = [
    "quanfu.desk.queries.search.search_requests",
    "quanfu.knowledge.queries.found.search_library",
    "quanfu.customers.queries.search.search_customers",
    "quanfu.workorders.queries.search.search_orders",
    "quanfu.org.queries.search.search_people",
]

# the frame of every page (see quanfu/ui/navigation.py): search, notifications, profile …
SHELL: dict[str, str] = {
    "search": "ui:search.index",
    "notifications": "org:notification.index",
    "unread": "quanfu.org.queries.notification.unread_count",
    "profile": "org:profile.update",
    "sign_out": "account_logout",
    "set_appearance": "quanfu.org.actions.person.set_appearance",
    "company": "quanfu.org.queries.unit.company_name",
    "rights": "quanfu.packs.rights.RIGHTS",
    "telephone": "quanfu.channels.queries.extension.has_telephone",
    "ring": "desk:ring.panel",
}

# what the kernel asks a higher floor: (person, permission) -> companies in reach; (day) -> all companies that work
COMPANIES: dict[str, str] = {
    "in_reach": "quanfu.org.queries.unit.companies_for",
    "open": "quanfu.org.queries.unit.open_companies",
}

# what the web server answers itself, beside Django's pages, where there are live screens: path → (hub) -> ASGI application
DOORS: dict[str, str] = {"/chat/live/": "quanfu.channels.talk_door.Door"}

# live screens (see quanfu/core/push/topics.py): subject type → the facts of what changed, read once a change and process
PUSH_FACTS: dict[str, str] = {
    "desk.Request": "quanfu.desk.queries.live.request_facts",
    "workorders.Order": "quanfu.workorders.queries.live.order_facts",
    "org.Notification": "quanfu.org.queries.live.notification_facts",
    "channels.Call": "quanfu.channels.queries.call.call_facts",
}
# topic → who may listen to it, and to what of it
PUSH_TOPICS: dict[str, str] = {
    "inbox": "quanfu.desk.queries.live.open_inbox",
    "request": "quanfu.desk.queries.live.open_request_page",
    "talk": "quanfu.desk.queries.live_talk.open_talk",
    "board": "quanfu.workorders.queries.live.open_board",
    "day": "quanfu.workorders.queries.live.open_day",
    "clocks": "quanfu.sla.queries.live.open_clocks",
    "bell": "quanfu.org.queries.live.open_bell",
    "phone": "quanfu.channels.queries.call.open_telephone",
}
# after these everybody's session and rights are looked at again
PUSH_RIGHTS: tuple[str, ...] = (
    "org.grant.*", "org.role.*", "org.unit.*", "org.person.changed", "org.person.deactivated", "org.person.password_changed",
    "org.person.sessions_ended", "org.person.logged_out",
)  # fmt: skip
PUSH_PEOPLE = "quanfu.org.queries.live.fingerprints"
