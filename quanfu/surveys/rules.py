"""Dated settings of surveys. The texts know {name} {company} {number} {subject} {result} {link}."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

PLACES = _(
    "{name} {company} {number} {subject} {result} {link} stand for the customer, company, request and address."
)

define("surveys.low_score", default="2", kind="decimal", minimum="1", maximum="5", label=_("A rating up to this opens an investigation"), unit=_("points"))  # fmt: skip
define("surveys.satisfied_from", default="4", kind="decimal", minimum="1", maximum="5", label=_("A rating from this on counts as satisfied"), unit=_("points"))  # fmt: skip
define("surveys.dissatisfied_to", default="2", kind="decimal", minimum="1", maximum="5", label=_("A rating up to this counts as dissatisfied"), unit=_("points"))  # fmt: skip
define("surveys.change_days", default=14, kind="int", minimum=0, maximum=365, label=_("A customer may change a rating for"), unit=_("days"))  # fmt: skip
define("surveys.changed_answer_counts", default=False, kind="bool", label=_("A changed rating replaces the first one in figures"), help=_("Otherwise the first rating counts and the change is shown beside it."))  # fmt: skip
define("surveys.longest_text", default=1000, kind="int", minimum=100, maximum=10000, label=_("Longest text of a rating"), unit=_("characters"))  # fmt: skip
define("surveys.longest_sms", default=300, kind="int", minimum=70, maximum=1000, label=_("Longest invitation by SMS; the result is cut to fit"), unit=_("characters"))  # fmt: skip

define("surveys.invitation_subject_zh", default="请为我们的服务评分（{number}）", kind="text", label=_("Invitation, Chinese: subject"), help=PLACES)  # fmt: skip
define(
    "surveys.invitation_why_zh", kind="text", label=_("Invitation, Chinese: why to rate"), help=PLACES,
    default="{name}，您好！您的需求“{subject}”（{number}）已办结：{result}\n您的评价会直接计入服务人员的考核；不满意的每一条，我们都会查明原因并答复您。",
)  # fmt: skip
define(
    "surveys.invitation_how_zh", kind="text", label=_("Invitation, Chinese: how to rate"), help=PLACES,
    default="请点开链接，给服务质量、服务态度、响应速度打分（1 到 5 分，5 分最好），也欢迎写几句话，一分钟即可：\n{link}\n\n{company}",
)  # fmt: skip
define(
    "surveys.invitation_sms_zh", kind="text", label=_("Invitation, Chinese: SMS"), help=PLACES,
    default="【{company}】您的需求{number}已办结：{result} 评价计入考核，不满意必查必复。请回复1-5分（5分最好）或点开链接评价：{link}",
)  # fmt: skip
define("surveys.invitation_subject_en", default="Please rate our service ({number})", kind="text", label=_("Invitation, English: subject"), help=PLACES)  # fmt: skip
define(
    "surveys.invitation_why_en", kind="text", label=_("Invitation, English: why to rate"), help=PLACES,
    default="Dear {name},\n\nyour request “{subject}” ({number}) has been completed: {result}\nYour rating counts in the appraisal of the people who served you. We look into every rating that says you were not satisfied, and tell you what we found.",
)  # fmt: skip
define(
    "surveys.invitation_how_en", kind="text", label=_("Invitation, English: how to rate"), help=PLACES,
    default="Open the link, give 1 to 5 points (5 is best) for quality, attitude and speed, and add a few words if you like. It takes a minute:\n{link}\n\n{company}",
)  # fmt: skip
define(
    "surveys.invitation_sms_en", kind="text", label=_("Invitation, English: SMS"), help=PLACES,
    default="{company}: request {number} is completed: {result} Your rating counts, and we look into every bad one. Answer with 1-5 (5 is best) or open {link}",
)  # fmt: skip
