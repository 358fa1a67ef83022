from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from quanfu.org import permissions
from quanfu.org.actions.person import change_own_details, set_appearance
from quanfu.org.forms.person import ProfileForm
from quanfu.org.queries.grant import grants_of
from quanfu.ui.page import answer, attempt, done, own_page


@own_page(permissions.PROFILE_UPDATE)
def update(request: HttpRequest) -> HttpResponse:
    """One's own details: what one is here, and what one may change about it."""
    person = request.user
    now = {"phone": person.phone, "email": person.email, "locale": person.locale, "theme": person.theme}
    form = ProfileForm(request.POST or None, initial=now)
    if form.is_valid():
        data = form.cleaned_data
        if attempt(form, change_own_details, phone=data["phone"], email=data["email"], by=person):
            set_appearance(theme=data["theme"], locale=data["locale"], by=person)
            with translation.override(data["locale"] or translation.get_language()):
                return done(request, "org:profile.update", message=_("Saved"))
    return answer(request, {"person": person, "form": form, "grants": grants_of(person)})
