"""The API: /api/v1/, its OpenAPI document and the page that shows it."""

from django.urls import path
from ninja import NinjaAPI

from quanfu.api.views import article, call, problems, request, token
from quanfu.api.views.door import Bearer

api = NinjaAPI(
    title="Quanfu",
    version="1",
    urls_namespace="api",
    auth=Bearer(),
    description="Register and follow requests. Errors are application/problem+json (RFC 9457).",
)
problems.install(api)
api.add_router("", request.router)
api.add_router("", article.router)
api.add_router("", call.router)

app_name = "api"
urlpatterns = [
    path("tokens/", token.index, name="token.index"),
    path("tokens/new/", token.create, name="token.create"),
    path("tokens/<int:pk>/deletion/", token.delete, name="token.delete"),
    *api.urls[0],
]
