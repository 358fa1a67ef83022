"""A proven practice becomes the way we work (KNB-8)."""

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.clock import now
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.knowledge.enums import ArticleKind
from quanfu.quality import events
from quanfu.quality.models import Adoption

if TYPE_CHECKING:
    from quanfu.core.models import Rule
    from quanfu.knowledge.models import Article
    from quanfu.sla.models import Policy
    from quanfu.training.models import CertificateKind


def adopt_practice(
    *, article: "Article", rule: "Rule | None", policy: "Policy | None", certificate_kind: "CertificateKind | None", text: str,
    by: Actor,
) -> Adoption:  # fmt: skip
    """Link a published practice to the standard that changed with it and to its training.

    Refused for anything but a published practice, without a changed standard (a dated setting or a policy of limits), and
    without the certificate that people are trained for.
    """
    if article.kind != ArticleKind.PRACTICE or not article.is_published:
        raise Refused(_("Only a published practice is adopted."))
    if rule is None and policy is None:
        raise Refused(_("Say which standard has changed: a setting or a policy of limits."), field="rule")
    if certificate_kind is None:
        raise Refused(_("Say what people are trained in for it."), field="certificate_kind")
    if any(
        getattr(each, "company_id", None) != article.company_id for each in (policy, certificate_kind) if each
    ):
        raise Refused(_("The standard belongs to another company."))
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Adoption.objects.create(
                    article=article, company=article.company, rule=rule, policy=policy, certificate_kind=certificate_kind,
                    text=text.strip(), by=by.person, at=now(),
                )  # fmt: skip
        except IntegrityError:
            raise AlreadyDone(_("This practice is adopted already.")) from None
        emit(
            events.ADOPTION_CREATED,
            made,
            by=by,
            data={"article": article.pk, "certificate_kind": certificate_kind.pk},
        )
    return made
