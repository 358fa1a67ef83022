"""The desk's dated settings."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "desk.assignment_skill_weight",
    default=40,
    kind="int",
    label=_("Assignment: weight of skill"),
    minimum=0,
    maximum=100,
)
define(
    "desk.assignment_load_weight",
    default=40,
    kind="int",
    label=_("Assignment: weight of free capacity"),
    minimum=0,
    maximum=100,
)
define(
    "desk.assignment_affinity_weight",
    default=20,
    kind="int",
    label=_("Assignment: weight of knowing the customer"),
    minimum=0,
    maximum=100,
)
define(
    "desk.assignment_unit_weight",
    default=30,
    kind="int",
    label=_("Assignment: weight of belonging to the responsible unit"),
    minimum=0,
    maximum=100,
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
