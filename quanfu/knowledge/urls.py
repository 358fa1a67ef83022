from django.urls import path

from quanfu.knowledge.views import (
    article,
    candidate,
    gap,
    handbook,
    preview,
    rating,
    retirement,
    review,
    submission,
    topic,
    upkeep,
    version,
)

app_name = "knowledge"
urlpatterns = [
    path("articles/", article.index, name="article.index"),
    path("articles/new/", article.create, name="article.create"),
    path("articles/offered/", article.panel, name="article.panel"),
    path("articles/<int:pk>/", article.show, name="article.show"),
    path("articles/<int:pk>/text/", article.update, name="article.update"),
    path("articles/<int:pk>/deletion/", article.delete, name="article.delete"),
    path("articles/<int:pk>/upkeep/", upkeep.update, name="upkeep.update"),
    path("articles/<int:pk>/retirement/", retirement.create, name="retirement.create"),
    path("articles/<int:pk>/retirement/deletion/", retirement.delete, name="retirement.delete"),
    path("articles/<int:pk>/rating/", rating.create, name="rating.create"),
    path("articles/<int:pk>/versions/", version.index, name="version.index"),
    path("versions/<int:pk>/", version.show, name="version.show"),
    path("versions/<int:pk>/deletion/", version.delete, name="version.delete"),
    path("versions/<int:pk>/submission/", submission.create, name="submission.create"),
    path("versions/<int:pk>/review/", review.create, name="review.create"),
    path("review/", review.index, name="review.index"),
    path("preview/", preview.create, name="preview.create"),
    *topic.crud.urls("topics", "topic"),
    path("gaps/", gap.index, name="gap.index"),
    path("gaps/<int:pk>/deletion/", gap.delete, name="gap.delete"),
    path("candidates/", candidate.index, name="candidate.index"),
    path("candidates/<int:pk>/deletion/", candidate.delete, name="candidate.delete"),
    path("handbook/", handbook.show, name="handbook.show"),
]
