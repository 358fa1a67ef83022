from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerWay(TextChoices):
    """How a rating came in (EVA-3)."""

    ONLINE = "online", _("Online form")
    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS")
    CHAT = "chat", _("Web chat")


POINTS = range(1, 6)
OVERALL = "overall"  # the item of a rating given as one number, by SMS

# What is asked where nobody has said otherwise (EVA-4): code, Chinese and English text.
DEFAULT_ITEMS = (
    ("quality", "服务质量", "Quality of the service"),
    ("attitude", "服务态度", "Attitude of the staff"),
    ("speed", "响应速度", "Speed of response"),
)

# What those are asked who complained: about the handling itself.
COMPLAINT = "complaint"  # the code of that questionnaire; it goes out with no other request
COMPLAINT_ITEMS = (
    ("fairness", "处理是否公正", "Fairness of the handling"),
    ("attitude", "态度是否诚恳", "Sincerity of the staff"),
    ("speed", "处理速度", "Speed of the handling"),
    ("outcome", "处理结果", "Outcome"),
)
