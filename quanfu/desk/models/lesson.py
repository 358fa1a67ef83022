from django.db import models
from django.utils.translation import gettext_lazy as _


class Lesson(models.Model):
    """What a closed complaint taught, as a case of the library (KNB-7). The article names nobody; this row links it."""

    complaint = models.OneToOneField("desk.Complaint", models.CASCADE, related_name="promoted")
    article = models.ForeignKey(
        "knowledge.Article", models.CASCADE, related_name="+", verbose_name=_("article")
    )
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    article_id: int
    complaint_id: int

    class Meta:
        indexes = [models.Index(fields=["article"], name="lesson_by_article")]  # on the article's page

    def __str__(self) -> str:
        return str(self.article)
