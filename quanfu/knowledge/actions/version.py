"""From a draft to what readers see: written, sent for review, approved or returned."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now, today
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.core.files import Uploaded, store_file
from quanfu.core.rules import rule
from quanfu.knowledge import events
from quanfu.knowledge.enums import ArticleKind, VersionState
from quanfu.knowledge.models import Article, Version
from quanfu.knowledge.permissions import REVIEW_CREATE
from quanfu.knowledge.queries.version import OPEN, open_version

if TYPE_CHECKING:
    from quanfu.core.models import StoredFile
    from quanfu.org.models import Person, Unit

TEXT = ("topic", "title", "title_en", "body", "body_en", "words", "is_public")


def write_article(
    *, company: "Unit", by: Actor, kind: str = ArticleKind.FAQ, owner: "Person | None" = None, review_on: date | None = None,
    reason: str = "", files: "Iterable[Uploaded]" = (), **text: Any,
) -> Version:  # fmt: skip
    """A new article as a draft, which only those who write see. Refused for a question that is there already."""
    with transaction.atomic():
        days = rule("knowledge.review_days", company=company.pk)
        article = Article(
            company=company, kind=kind, owner=owner or by.person, review_on=review_on or today() + timedelta(days=days),
            updated_at=now(),
        )  # fmt: skip
        save_text(article=article, text=text, by=by)
        return write_version(article=article, by=by, reason=reason, files=files, **text)


def write_version(
    *, article: Article, by: Actor, reason: str = "", files: "Iterable[Uploaded]" = (),
    without: "Iterable[StoredFile]" = (), **text: Any,
) -> Version:  # fmt: skip
    """Write the article's draft: the one that is open, or a new one on the ground of the published text.

    What readers see stays as it is. A version that is being reviewed becomes a draft again. files: added; without: taken
    away. Refused for a question that another article has, and beyond rule knowledge.files_most.
    """
    _refuse_twin(article, text.get("title", article.title))
    with transaction.atomic():
        version = open_version(article)
        if version is None:
            version = _next(article, by)
        values = {
            **text,
            "reason": reason or version.reason,
            "by": by.person,
            "at": now(),
            "state": VersionState.DRAFT,
        }
        for name, value in values.items():
            setattr(version, name, value)
        if not Version.objects.filter(pk=version.pk, state__in=OPEN).update(**values):
            raise AlreadyDone(_("This version was published meanwhile."))
        version.files.remove(*without)
        version.files.add(*[store_file(file, by=by) for file in files])
        most = rule("knowledge.files_most", company=article.company_id)
        if version.files.count() > most:
            raise Refused(_("At most %(most)s files can be sent at once.") % {"most": most}, field="files")
        if article.version == 0:
            save_text(article=article, text=text, by=by)
        emit(events.VERSION_WRITTEN, version, by=by, data={"article": article.pk, "number": version.number})
    return version


def submit_version(*, version: Version, by: Actor) -> None:
    """Send a draft for review; AlreadyDone when it is no draft."""
    at = now()
    with transaction.atomic():
        draft = Version.objects.filter(pk=version.pk, state=VersionState.DRAFT)
        if draft.update(state=VersionState.REVIEW, submitted_at=at) != 1:
            raise AlreadyDone(_("“%(title)s” was sent for review already.") % {"title": version.title})
        version.state, version.submitted_at = VersionState.REVIEW, at
        emit(events.VERSION_SUBMITTED, version, by=by, data={"article": version.article_id})


def review_version(*, version: Version, approved: bool, by: Actor, remark: str = "") -> None:
    """Publish what was sent for review, or return it to its author with a remark.

    Refused to whoever may not review, and to the author while rule knowledge.four_eyes stands.
    """
    if by.person and not by.person.may(REVIEW_CREATE):
        raise Refused(_("You may not publish articles."))
    own = by.person is not None and by.person.pk == version.by_id
    if approved and own and rule("knowledge.four_eyes", company=version.article.company_id):
        raise Refused(_("Somebody other than the author has to approve it."))
    if not approved and not remark.strip():
        raise Refused(_("Say what is to be changed."), field="remark")
    with transaction.atomic():
        waiting = Version.objects.filter(pk=version.pk, state=VersionState.REVIEW, at=version.at)
        if approved:
            _publish(version, by, remark, of=waiting)
            return
        if (
            waiting.update(
                state=VersionState.DRAFT, remark=remark.strip(), decided_by=by.person, decided_at=now()
            )
            != 1
        ):
            raise AlreadyDone(_("This version is not waiting for review any more."))
        emit(events.VERSION_RETURNED, version, by=by, data={"article": version.article_id})


def delete_version(*, version: Version, by: Actor) -> bool:
    """Throw a draft away; an article that has nothing else goes with it. Whether the article is still there.

    Refused to whoever neither wrote it nor may review.
    """
    article = version.article
    if by.person and by.person.pk != version.by_id and not by.person.may(REVIEW_CREATE):
        raise Refused(_("Only its author or a reviewer throws a draft away."))
    with transaction.atomic():
        emit(events.VERSION_DELETED, version, by=by, data={"article": article.pk, "number": version.number})
        if not Version.objects.filter(pk=version.pk, state__in=OPEN).delete()[0]:
            raise AlreadyDone(_("This version was published meanwhile."))
        if article.version == 0:
            article.delete()
    return article.pk is not None


def save_text(*, article: Article, text: dict[str, Any], by: Actor) -> None:
    """Put the text into the article's own columns; inside the transaction of an act that writes its version."""
    for name, value in text.items():
        setattr(article, name, value)
    article.updated_at = now()
    try:
        with transaction.atomic():
            article.save()
    except IntegrityError:
        raise Refused(_("This question is there already."), field="title") from None


def publish_text(*, article: Article, by: Actor) -> None:
    """What stands in the article's columns becomes its next version, published at once."""
    _publish(_next(article, by), by, "")


def _publish(version: Version, by: Actor, remark: str, *, of: "QuerySet[Version] | None" = None) -> None:
    """The version takes the place of what is published; in one transaction, so that readers see the one or the other.

    of: in which state it must be found still.
    """
    article, at, before = version.article, now(), version.article.version
    Version.objects.filter(article=article, state=VersionState.PUBLISHED).update(state=VersionState.REPLACED)
    found = Version.objects.filter(pk=version.pk) if of is None else of
    columns = {"decided_by": by.person, "decided_at": at, "remark": remark.strip()}
    if found.update(state=VersionState.PUBLISHED, **columns) != 1:
        raise AlreadyDone(_("This version is not waiting for review any more."))
    version.state, version.decided_by, version.decided_at = VersionState.PUBLISHED, by.person, at
    article.version, article.published_at, article.is_active = version.number, at, True
    save_text(article=article, text={name: getattr(version, name) for name in TEXT}, by=by)
    emit(
        events.ARTICLE_PUBLISHED, article, by=by, changes={"version": [before, version.number]},
        data={"version": version.pk},
    )  # fmt: skip


def _next(article: Article, by: Actor) -> Version:
    """A new draft that says what the article says, with the files of the published version."""
    last = Version.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0
    text = {name: getattr(article, name) for name in TEXT}
    try:
        with transaction.atomic():
            version = Version.objects.create(article=article, number=last + 1, by=by.person, at=now(), **text)
    except IntegrityError:
        raise AlreadyDone(_("Somebody else has begun a new version meanwhile.")) from None
    published = Version.objects.filter(article=article, state=VersionState.PUBLISHED).first()
    if published:
        version.files.set(published.files.all())
    return version


def _refuse_twin(article: Article, title: str) -> None:
    twins = Article.objects.filter(company=article.company_id, title=title).exclude(pk=article.pk)
    if twins.exists():
        raise Refused(_("This question is there already."), field="title")
