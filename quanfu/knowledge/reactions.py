"""Who is told of what happens in the library."""

from django.urls import reverse
from django.utils.translation import gettext as _

from quanfu.core.actor import SYSTEM
from quanfu.core.events import Event
from quanfu.knowledge.actions.word import learn_article
from quanfu.knowledge.permissions import REVIEW_CREATE
from quanfu.knowledge.queries.article import responsible_for
from quanfu.org.actions.notification import notify
from quanfu.org.queries.grant import people_who_may


def tell_reviewers(event: Event) -> None:
    """Whoever may approve hears that something waits."""
    text = _("“%(title)s” waits for review") % {"title": event.subject.title}
    people = people_who_may(REVIEW_CREATE, company_id=event.subject.company_id)
    notify(people=people, text=text, url=reverse("knowledge:review.index"), by=event.by or SYSTEM)


def learn_words(event: Event) -> None:
    """What readers may look for by its sound, or mistyped."""
    learn_article(article=event.subject)


def tell_author(event: Event) -> None:
    """The author hears why a version came back."""
    text = _("“%(title)s” came back from review") % {"title": event.subject.title}
    notify(people=[event.subject.by], text=text, url=reverse("knowledge:article.show", args=[event.subject.article_id]),
           by=event.by or SYSTEM)  # fmt: skip


def remind_owner(event: Event) -> None:
    """Whoever answers for an article is asked to look at it again (KNB-3)."""
    text = _("Please check whether it is still right: %(title)s") % {"title": event.subject.title}
    notify(people=[responsible_for(event.subject)], text=text,
           url=reverse("knowledge:article.show", args=[event.subject_id]), by=SYSTEM)  # fmt: skip
