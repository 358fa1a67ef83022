"""Visitors say whether an answer helped."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.actor import visitor
from quanfu.core.clock import today
from quanfu.knowledge.actions.rating import rate_article
from quanfu.knowledge.queries.article import public_article
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.portal.actions.allowance import spend
from quanfu.portal.forms.opinion import OpinionForm
from quanfu.portal.views._visitor import address_of
from quanfu.portal.views.article import answer_page
from quanfu.ui.page import done, public_page


@public_page(permissions.OPINION_CREATE, methods=("POST",))
def create(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Once a browser; the second changes the first. Few an hour from one address."""
    company = company_of_code(code, today())
    article = public_article(pk, company_id=company.pk)
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return answer_page(request, company, article, form)
    spend(kind="opinions", address=address_of(request), by=visitor(""))
    rate_article(article=article, reader=_reader(request), by=visitor(""), **form.cleaned_data)
    return done(request, "portal:article.show", code, pk, message=_("Thank you, your opinion is noted."))


def _reader(request: HttpRequest) -> str:
    """The browser by its session, unreadable to us."""
    if not request.session.session_key:
        request.session.create()
    return f"visitor {hashlib.sha256(str(request.session.session_key).encode()).hexdigest()[:40]}"
