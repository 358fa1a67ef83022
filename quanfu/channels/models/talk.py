from django.db import models
from django.utils.translation import gettext_lazy as _

from quanfu.channels.enums import Author, TalkState


class Talk(models.Model):
    """One visitor's chat on a website (INT-22). Its words are its turns.

    ``key`` is a digest of the visitor's token, which is kept nowhere here. Once a person is wanted it is a request:
    ``request_number``. Marks of how far things have come, all in numbers of turns: read by the visitor, read by an agent,
    sent after them by mail, known to the request (``heard``). ``is_due``: a job is on its way that looks at what was said.
    """

    company = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("company"))
    channel = models.ForeignKey(
        "channels.Channel", models.PROTECT, related_name="+", verbose_name=_("channel")
    )
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=TalkState)
    name = models.CharField(_("name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    locale = models.CharField(max_length=10, blank=True)
    page = models.CharField(_("page"), max_length=300, blank=True)
    request_number = models.CharField(_("request"), max_length=24, blank=True)
    agent = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("agent")
    )
    started_at = models.DateTimeField(_("began at"))
    waiting_since = models.DateTimeField(_("waits since"), null=True)
    given_at = models.DateTimeField(_("given at"), null=True)
    answered_at = models.DateTimeField(_("first answer at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=8, choices=Author, blank=True)
    seen_at = models.DateTimeField(_("visitor last seen at"))
    read_by_visitor = models.PositiveIntegerField(default=0)
    read_by_agent = models.PositiveIntegerField(default=0)
    mailed = models.PositiveIntegerField(default=0)
    heard = models.PositiveIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(_("questions the robot had no answer to"), default=0)
    is_due = models.BooleanField(default=False)
    company_id: int
    channel_id: int
    agent_id: int | None

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks")
        indexes = [
            models.Index(
                fields=["company", "waiting_since", "id"],
                condition=models.Q(state=TalkState.WAITING),
                name="talk_queue",
            ),
            models.Index(
                fields=["agent", "given_at"],
                condition=models.Q(state=TalkState.WITH_AGENT),
                name="talk_of_agent",
            ),
            models.Index(
                fields=["request_number"], condition=~models.Q(request_number=""), name="talk_of_request"
            ),
            models.Index(fields=["company", "-started_at", "-id"], name="talk_list"),
            models.Index(  # the sweep of those that have gone quiet
                fields=["seen_at"], condition=~models.Q(state=TalkState.ENDED), name="talk_open"
            ),
            models.Index(fields=["id"], condition=models.Q(is_due=True), name="talk_due"),
        ]

    def __str__(self) -> str:
        return self.name or self.request_number

    @property
    def is_live(self) -> bool:
        """Whether what an agent says reaches the visitor here."""
        return self.state != TalkState.ENDED
