from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.lesson import promote_lesson
from quanfu.desk.forms.lesson import LessonForm
from quanfu.desk.queries.complaint import access_complaint
from quanfu.desk.queries.lesson import LONGEST_TITLE, lesson_of, lessons_of_article, told, without_persons
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.LESSON_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    """The case in words with personal details taken out, each shown, to be read and put right before it is sent for review."""
    case = access_complaint(number, by=request.user, permission=permissions.LESSON_CREATE)
    if known := lesson_of(case):
        return done(request, "knowledge:article.show", known.article_id)
    clean = without_persons(case, told(case))
    title = without_persons(case, case.request.subject)
    initial = {"title": title.text[:LONGEST_TITLE], "body": clean.text}
    form = LessonForm(request.POST or None, company_id=case.company_id, initial=initial)
    if form.is_valid():
        wishes = {name: value for name, value in form.cleaned_data.items() if name != "checked"}
        if made := attempt(form, promote_lesson, complaint=case, by=request.user, **wishes):
            message = _("The case is written and waits for review.")
            return done(request, "knowledge:article.show", made.article_id, message=message)
    removed = list(dict.fromkeys(title.removed + clean.removed))
    return answer(
        request, {**words(case.request), "req": case.request, "case": case, "form": form, "removed": removed}
    )


@page(permissions.LESSON_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a case: the complaints it came from, for those who may open them."""
    found = lessons_of_article(pk, by=request.user, permission=permissions.COMPLAINT_SHOW)
    return answer(request, {"lessons": found})
