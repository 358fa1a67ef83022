"""The page an invitation to rate leads to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.core.actor import visitor
from quanfu.core.clock import now
from quanfu.desk.queries.request import tracking_path
from quanfu.portal import permissions
from quanfu.portal.forms.rating import RatingForm
from quanfu.surveys.actions.answer import record_answer
from quanfu.surveys.enums import AnswerWay
from quanfu.surveys.queries.answer import answer_of, changeable_until, last_said, points_of
from quanfu.surveys.queries.invitation import invitation_by_token
from quanfu.surveys.queries.questionnaire import items_for_request
from quanfu.ui.page import answer, attempt, done, public_page


@public_page(permissions.RATING_SHOW)
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The form, or the rating given, which may be changed for some days (EVA-15)."""
    invitation = invitation_by_token(token)
    if invitation is None:
        raise Http404("invitation")
    req, given = invitation.request, answer_of(invitation.request)
    said = last_said(given) if given else None
    form: RatingForm | None = RatingForm(
        request.POST or None,
        items=items_for_request(req),
        initial={**said["items"], "text": said["text"]} if said else None,
    )
    if given and now() > changeable_until(given):
        form = None
    elif form and form.is_valid():
        who = visitor(req.contact_name, req.customer_id)
        if attempt(form, record_answer, invitation=invitation, way=AnswerWay.ONLINE, by=who, **form.rating()):
            thanks = _("Thank you, your change is noted.") if given else _("Thank you for your rating.")
            return done(request, "portal:rating.show", token, message=thanks)
    context = {
        "company": invitation.company, "req": req, "given": given, "points": points_of(given) if given else [],
        "said": said, "form": form, "track": tracking_path(req),
    }  # fmt: skip
    return answer(request, context, status=None if form else 200)
