"""The desk's dated settings."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define


def _hour(text: str) -> None:
    """Raises ValueError for what is no time of day such as 17:00."""
    try:
        time.fromisoformat(text)
    except ValueError:
        raise ValueError(_("Enter a time of day such as 17:00.")) from None


WEIGHT = _("How much it counts beside the other weights when candidates are ranked; 0: not at all.")
define("desk.assignment_skill_weight", default=40, kind="int", label=_("Assignment: weight of skill"), help=WEIGHT, minimum=0, maximum=100)  # fmt: skip
define("desk.assignment_load_weight", default=40, kind="int", label=_("Assignment: weight of free capacity"), help=WEIGHT, minimum=0, maximum=100)  # fmt: skip
define("desk.assignment_affinity_weight", default=20, kind="int", label=_("Assignment: weight of knowing the customer"), help=WEIGHT, minimum=0, maximum=100)  # fmt: skip
define("desk.assignment_unit_weight", default=30, kind="int", label=_("Assignment: weight of belonging to the responsible unit"), help=WEIGHT, minimum=0, maximum=100)  # fmt: skip
define("desk.assignment_fairness_weight", default=20, kind="int", label=_("Assignment: weight of having been given little lately"), help=WEIGHT, minimum=0, maximum=100)  # fmt: skip
define("desk.assignment_distance_weight", default=20, kind="int", label=_("Assignment: weight of a short way to the customer's place"), help=WEIGHT, minimum=0, maximum=100)  # fmt: skip
define(
    "desk.assignment_fairness_days",
    default=14,
    kind="int",
    label=_("Days over which the work given is compared"),
    unit=_("days"),
    minimum=1,
    maximum=365,
)
define("desk.assignment_far_km", default=20, kind="int", label=_("Way from which on nearness counts nothing"), unit="km", minimum=1, maximum=2000)  # fmt: skip
define("desk.assignment_batch_most", default=5000, kind="int", label=_("Most requests assigned in one batch"), minimum=1, maximum=20000)  # fmt: skip
define("desk.offer_people", default=3, kind="int", label=_("How many of the best a request is offered to at once"), minimum=1, maximum=50)  # fmt: skip
define(
    "desk.offer_minutes",
    default=10,
    kind="int",
    label=_("Time in which an offer can be claimed before it is passed on"),
    unit=_("minutes"),
    minimum=1,
    maximum=1440,
)
define(
    "desk.offer_rounds",
    default=3,
    kind="int",
    label=_("How often a request is offered before the dispatcher decides"),
    minimum=1,
    maximum=20,
)
define(
    "desk.assignment_capacity",
    default=8,
    kind="int",
    label=_("Open requests one person can carry"),
    minimum=1,
    maximum=500,
)
define(
    "desk.assignment_affinity_days",
    default=30,
    kind="int",
    label=_("Days during which a person is remembered by the customer"),
    unit=_("days"),
    minimum=0,
    maximum=730,
)
define(
    "desk.assignment_automatic",
    default=False,
    kind="bool",
    label=_("Assign to the best person as soon as a request is approved"),
)
define(
    "desk.acceptance_skill",
    default="acceptance",
    kind="text",
    label=_("Skill that a person must have to accept requests; empty: none"),
)
define(
    "desk.acceptance_level", default=2, kind="int", label=_("Least level of that skill"), minimum=1, maximum=3
)
define(
    "desk.investigation_minutes",
    default=1440,
    kind="int",
    label=_("Time for investigating a low rating"),
    unit=_("working minutes"),
    minimum=1,
)
define(
    "desk.followup_minutes",
    default=1440,
    kind="int",
    label=_("Time for following up a problem raised in feedback"),
    unit=_("working minutes"),
    minimum=1,
)
define(
    "desk.rating_wait_days",
    default=7,
    kind="int",
    label=_("Days to wait for a rating before a request closes by itself"),
    unit=_("days"),
    minimum=0,
    maximum=365,
)
define(
    "desk.contact_minutes",
    default=60,
    kind="int",
    label=_("Limit for first contact"),
    unit=_("minutes"),
    minimum=1,
)
define(
    "desk.acceptance_minutes",
    default=120,
    kind="int",
    label=_("Limit for acceptance"),
    unit=_("minutes"),
    minimum=1,
)
define(
    "desk.completion_minutes",
    default=1440,
    kind="int",
    label=_("Limit for completion"),
    unit=_("minutes"),
    minimum=1,
)
define(
    "desk.feedback_minutes",
    default=480,
    kind="int",
    label=_("Limit for feedback"),
    unit=_("minutes"),
    minimum=1,
)
define(
    "desk.urgent_contact_minutes",
    default=15,
    kind="int",
    label=_("Limit for first contact, urgent (around the clock)"),
    unit=_("minutes"),
    minimum=1,
)
define(
    "desk.urgent_feedback_minutes",
    default=30,
    kind="int",
    label=_("Limit for feedback, urgent (around the clock)"),
    unit=_("minutes"),
    minimum=1,
)
define(
    "desk.view_depth",
    default=4,
    kind="int",
    label=_("Conditions of a list: levels of nesting"),
    minimum=0,
    maximum=10,
)
define(
    "desk.view_conditions",
    default=30,
    kind="int",
    label=_("Conditions of a list: at most"),
    minimum=1,
    maximum=200,
)
define(
    "desk.view_values",
    default=100,
    kind="int",
    label=_("Conditions of a list: values in one of them"),
    minimum=1,
    maximum=1000,
)
# fmt: off
define("desk.complaint_answer_hours", default=24, kind="int", minimum=1, label=_("Complaints: answer promised within, around the clock"), unit=_("hours"))
define("desk.complaint_quick_hours", default=24, kind="int", minimum=1, label=_("Complaints: solved within this counts as quickly solved"), unit=_("hours"))
define("desk.complaint_hidden", default=True, kind="bool", label=_("Complaints: the case is hidden from the person complained of"))
define("desk.complaint_procedure_zh", kind="text", label=_("Complaints: procedure told on receipt, Chinese"),
       default="我们已收到您的投诉（{number}），由{owner}全程负责。处理流程：登记受理、核实调查、拿出处理意见并告知您、回访确认后结案。最迟于{date}给您答复，随时可凭编号查询进度。")
define("desk.complaint_procedure_en", kind="text", label=_("Complaints: procedure told on receipt, English"),
       default="We have received your complaint {number}. {owner} stays your contact to the end. We look into it, decide, tell you the result, and call you back before we close it. You have our answer by {date}; you can follow every step with the number.")
define("desk.complaint_acknowledge", default=True, kind="bool", label=_("Complaints from outside are acknowledged by themselves"))
define("desk.remedy_own_yuan", default=200, kind="int", minimum=0, label=_("Compensation: amount offered without approval"), unit=_("yuan"))
define("desk.remedy_approver_yuan", default=5000, kind="int", minimum=0, label=_("Compensation: amount a manager may approve"), unit=_("yuan"))
define("desk.referral_minutes", default=240, kind="int", minimum=1, label=_("Complaints: time of a department before it climbs, around the clock"), unit=_("minutes"))
define("desk.opinion_minutes", default=960, kind="int", minimum=1, label=_("Opinions passed to a department: time for the answer"), unit=_("working minutes"))
define("desk.referral_returns", default=2, kind="int", minimum=1, maximum=10, label=_("Returns between departments before the common superior gets it"))
define("desk.retention_days", default=180, kind="int", minimum=1, maximum=1095, label=_("Customers count as kept when they come back within"), unit=_("days"))
define("desk.retention_unsolved", default=0, kind="int", minimum=0, maximum=100, label=_("Customers kept, reference: complaint not solved"), unit="%")
define("desk.retention_basic", default=54, kind="int", minimum=0, maximum=100, label=_("Customers kept, reference: complaint basically solved"), unit="%")
define("desk.retention_quick", default=82, kind="int", minimum=0, maximum=100, label=_("Customers kept, reference: complaint quickly solved"), unit="%")
define("desk.note_files_most", default=10, kind="int", minimum=1, maximum=50, label=_("Conversation: files with one line at the most"))
# fmt: on
define(
    "desk.callback_days",
    default=3,
    kind="int",
    label=_("Return call after finished work: days until it is late; 0: none"),
    help=_("Plans of return calls go before this."),
    unit=_("days"),
    minimum=0,
    maximum=90,
)
define(
    "desk.callback_attempts",
    default=3,
    kind="int",
    label=_("Failed return calls after which the customer is asked by SMS"),
    minimum=1,
    maximum=20,
)
define(
    "desk.callback_again_minutes",
    default=120,
    kind="int",
    label=_("Time until a failed return call is tried again"),
    unit=_("working minutes"),
    minimum=1,
)
define("desk.view_most", default=50, kind="int", label=_("Lists one person may save"), minimum=0, maximum=500)
# fmt: off
define("desk.failure_hits", default=5, kind="int", minimum=1, label=_("Weak links: complaints that hit a failure point before prevention is proposed"))
define("desk.failure_days", default=30, kind="int", minimum=1, maximum=366, label=_("Weak links: within so many days"), unit=_("days"))
# fmt: on
define(
    "desk.draft_most_signs",
    default=20000,
    kind="int",
    label=_("Drafts: signs kept of one"),
    minimum=100,
    maximum=100000,
)
define(
    "desk.snooze_most_days",
    default=30,
    kind="int",
    label=_("Putting requests aside: at most"),
    unit=_("days"),
    minimum=1,
    maximum=365,
)
define(
    "desk.mention_most",
    default=20,
    kind="int",
    label=_("Colleagues one note can call"),
    minimum=0,
    maximum=200,
)
define(
    "desk.merge_undo_minutes",
    default=1440,
    kind="int",
    label=_("Merging can be taken back for"),
    unit=_("minutes"),
    minimum=0,
)
define(
    "desk.duplicate_days",
    default=7,
    kind="int",
    label=_("Duplicates: days looked back"),
    unit=_("days"),
    minimum=0,
    maximum=365,
)
define(
    "desk.duplicate_similarity",
    default=40,
    kind="int",
    label=_("Duplicates: likeness of subjects"),
    unit="%",
    minimum=1,
    maximum=100,
)
define(
    "desk.same_day_until",
    default="17:00",
    kind="text",
    label=_("What comes in before this hour of a working day is to be done that day"),
    check=_hour,
)
define(
    "desk.day_end",
    default="18:00",
    kind="text",
    label=_("Hour at which the reason for what is still open is asked"),
    check=_hour,
)
define(
    "desk.repeat_days",
    default=7,
    kind="int",
    label=_("Solved in the first contact: days without the same question again"),
    unit=_("days"),
    minimum=0,
    maximum=365,
)
define(
    "desk.hold_customer_reason", default=False, kind="bool", label=_("Waiting for the customer needs a reason in words")
)  # fmt: skip
define(
    "desk.hold_parts_reason", default=False, kind="bool", label=_("Waiting for parts needs a reason in words")
)
define("desk.hold_special_reason", default=True, kind="bool", label=_("A special reason for waiting must be given in words"))  # fmt: skip
define(
    "desk.hold_followup_days", default=3, kind="int", minimum=0, maximum=90, unit=_("days"),
    label=_("Ask the customer again after so many days of waiting"), help=_("0: never, and the request does not close by itself"),
)  # fmt: skip
define(
    "desk.hold_close_days", default=4, kind="int", minimum=0, maximum=90, unit=_("days"),
    label=_("Close a request by itself so many days after the customer was asked again"), help=_("0: never"),
)  # fmt: skip
define("desk.macro_most_steps", default=7, kind="int", label=_("Macros: acts in one"), minimum=1, maximum=7)
define(
    "desk.bulk_most",
    default=500,
    kind="int",
    label=_("Acts on many: requests at once"),
    minimum=1,
    maximum=1900,  # DATA_UPLOAD_MAX_NUMBER_FIELDS: each stands in the form
)
define(
    "desk.bulk_undo_minutes",
    default=60,
    kind="int",
    label=_("Acts on many can be taken back for"),
    unit=_("minutes"),
    minimum=0,
)
define(
    "desk.emergency_team",
    default="",
    kind="text",
    label=_("Emergency team: code of the unit that emergencies go to at once"),
    help=_("Emergencies then skip review and the queue; empty: they take the usual way, before all others."),
)
define(
    "desk.front_unit",
    default="",
    kind="text",
    label=_("Front desk: code of the unit that has what comes in from outside"),
    help=_(
        "For what has neither a service type with a unit nor a place; its head is the contact owner until somebody takes it. Empty: the company and its head."
    ),
)
define(
    "desk.suggestion_thanks",
    default="",
    kind="text",
    label=_("Thanks for a suggestion; empty: the standard text"),
    help=_("{name} and {number} stand for the customer and the request."),
)
define("desk.search_subject_first", default=False, kind="bool", label=_("The search shows requests first whose subject holds the words"), help=_("Else the newest come first."))  # fmt: skip
define("desk.suggest_answers", default=True, kind="bool", label=_("Answers are suggested beside the reply"), help=_("From the library and from solved requests; nothing is sent by itself."))  # fmt: skip
define("desk.suggest_type", default=True, kind="bool", label=_("A service type is suggested when a request is classified"), help=_("From the requests that resemble it most; nothing is chosen by itself."))  # fmt: skip
define("desk.suggest_sure", default="0.35", kind="decimal", minimum=0, maximum=1, label=_("How alike what is suggested must be at least"), help=_("0 to 1: the part of the words that both share"))  # fmt: skip
define("desk.suggest_alike", default=3, kind="int", minimum=1, maximum=15, label=_("Similar requests of one type, from which on it is suggested"))  # fmt: skip
define("desk.suggest_share", default="0.5", kind="decimal", minimum=0, maximum=1, label=_("Share of the similar requests that must be of the suggested type"))  # fmt: skip
