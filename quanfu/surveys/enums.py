from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerWay(TextChoices):
    """How a rating came in (EVA-3)."""

    ONLINE = "online", _("Online form")
    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS")


POINTS = range(1, 6)
OVERALL = "overall"  # the item of a rating given as one number, by SMS

# What is asked where nobody has said otherwise (EVA-4): code, Chinese and English text.
DEFAULT_ITEMS = (
    ("quality", "服务质量", "Quality of the service"),
    ("attitude", "服务态度", "Attitude of the staff"),
    ("speed", "响应速度", "Speed of response"),
)
