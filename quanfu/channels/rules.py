"""Dated settings of channels."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

define(
    "channels.mail_attempts", default=5, kind="int", minimum=1, maximum=5, label=_("Attempts to send a message"),
    help=_("After that many failures the message is marked as failed and waits for a person."),
)  # fmt: skip
define(
    "channels.unconfirmed_deduction", default=20, kind="int", minimum=0, maximum=100,
    label=_("Quality of a call: points lost when what was understood is not read back"),
)  # fmt: skip
define(
    "channels.group_seconds", default=10, kind="int", minimum=1, maximum=60, unit=_("seconds"),
    label=_("How long the robot of a work group may take to answer"),
)  # fmt: skip
define(
    "channels.read_attempts", default=3, kind="int", minimum=1, maximum=4, label=_("Attempts to read what came in"),
    help=_("After that many failures it stands in quarantine, with its raw form kept."),
)  # fmt: skip
define(
    "channels.raw_megabytes", default=50, kind="int", minimum=1, maximum=500, unit=_("MB"),
    label=_("Largest message that is taken in"),
)  # fmt: skip
define(
    "channels.tries_other_ways", default=True, kind="bool",
    label=_("A message to a customer that failed goes out by another way"),
)  # fmt: skip
define(
    "channels.talks_per_agent", default=4, kind="int", minimum=1, maximum=50, label=_("Chats one agent has at a time"),
    help=_("Further visitors wait in the queue."),
)  # fmt: skip
define(
    "channels.talk_return_seconds", default=120, kind="int", minimum=10, maximum=3600, unit=_("seconds"),
    label=_("A chat that its agent leaves unanswered goes back to the queue after"),
    help=_("Measured from the moment it was given; the agent gets no further chats until they say they are back."),
)  # fmt: skip
define(
    "channels.talk_away_seconds", default=90, kind="int", minimum=30, maximum=3600, unit=_("seconds"),
    label=_("A visitor of the chat counts as gone after"),
    help=_("What they have not read then is sent after them by mail, if they gave an address."),
)  # fmt: skip
define(
    "channels.talk_idle_minutes", default=30, kind="int", minimum=1, maximum=1440, unit=_("minutes"),
    label=_("A chat in which nobody says anything ends after"),
)  # fmt: skip
define(
    "channels.talk_wait_minutes", default=3, kind="int", minimum=1, maximum=60, unit=_("minutes"),
    label=_("Waiting time for each visitor ahead, where no chat of the last day tells"),
)  # fmt: skip
define(
    "channels.talk_longest", default=2000, kind="int", minimum=100, maximum=20000, unit=_("characters"),
    label=_("Longest message in a chat"),
)  # fmt: skip
define(
    "channels.talk_per_minute", default=30, kind="int", minimum=5, maximum=600, label=_("Messages a minute in one chat"),
)  # fmt: skip
define(
    "channels.robot_floor", default="0.35", kind="decimal", minimum=0, maximum=1, label=_("How sure the chat robot must be to answer"),
    help=_("Between 0 and 1; below it says that it does not know."),
)  # fmt: skip
define(
    "channels.robot_misses", default=2, kind="int", minimum=1, maximum=10,
    label=_("Questions without an answer after which the chat robot hands over to a person"),
)  # fmt: skip
define(
    "channels.vendor_seconds", default=8, kind="int", minimum=1, maximum=60, unit=_("seconds"),
    label=_("How long the server of a messenger or SMS provider may take to answer"),
)  # fmt: skip
define(
    "channels.callback_minutes", default=60, kind="int", minimum=1, maximum=1440, unit=_("minutes"),
    label=_("Oldest call-back of a provider that is taken"),
    help=_("Older or later by the time it is signed with: somebody may be sending again what they overheard."),
)  # fmt: skip
define(
    "channels.window_hours", default=48, kind="int", minimum=1, maximum=720, unit=_("hours"),
    label=_("How long a customer of WeChat can be answered after they wrote"),
)  # fmt: skip
define(
    "channels.window_messages", default=5, kind="int", minimum=1, maximum=100,
    label=_("Most answers to a customer of WeChat before they write again"),
)  # fmt: skip
define(
    "channels.sms_a_day", default=10, kind="int", minimum=1, maximum=1000, label=_("Most SMS to one number in a day"),
    help=_("Providers refuse more; what goes beyond takes another way."),
)  # fmt: skip
define(
    "channels.sms_parts", default=5, kind="int", minimum=1, maximum=20, label=_("Longest SMS, in parts charged"),
)  # fmt: skip
define(
    "channels.stop_words", default="TD,T,退订,取消订阅,STOP,UNSUBSCRIBE", kind="text",
    label=_("What a customer answers who wants no more SMS"), help=_("Separated by commas; the whole answer must be one of them."),
)  # fmt: skip
define(
    "channels.auto_answers_a_day", default=2, kind="int", minimum=0, maximum=20, label=_("Automatic mails to one address a day"),
    help=_("Further ones only after a pause that doubles each time, so that two machines do not answer each other for ever."),
)  # fmt: skip
define(
    "channels.auto_answer_pause", default=60, kind="int", minimum=1, maximum=1440, unit=_("minutes"),
    label=_("First pause before further automatic mails to one address"),
)  # fmt: skip
define(
    "channels.mails_an_hour", default=100, kind="int", minimum=1, maximum=10_000, label=_("Mails from one address within an hour"),
    help=_("Further ones stand in quarantine until a person looks at them."),
)  # fmt: skip

define(
    "channels.ring_seconds", default=5, kind="int", minimum=1, maximum=20, unit=_("seconds"),
    label=_("How long one ring lasts, for telephone systems that do not count rings"),
)  # fmt: skip
define(
    "channels.call_hours", default=4, kind="int", minimum=1, maximum=72, unit=_("hours"),
    label=_("A call of whose end nothing was heard is over after"),
)  # fmt: skip
