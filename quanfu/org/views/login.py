from typing import Any

from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from quanfu.org.forms.login import LoginForm
from quanfu.ui.page import answer, public_page


class _Login(LoginView):  # type: ignore[misc]
    """allauth's flow (limits, `next`, session), our form and page."""

    form_class = LoginForm

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        shown = {
            "form": context["form"],
            "next": self.request.POST.get("next") or self.request.GET.get("next", ""),
        }
        return answer(self.request, shown, template="account/login.html")


_login = _Login.as_view()


@public_page("org.login.create")
def create(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = _login(request)
    return response
