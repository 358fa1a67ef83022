from django.urls import path

from quanfu.quality.views import adoption, evaluation, improvement, notice, sample

app_name = "quality"
urlpatterns = [
    path("improvements/", improvement.index, name="improvement.index"),
    path("improvements/new/", improvement.create, name="improvement.create"),
    path("improvements/<int:pk>/", improvement.show, name="improvement.show"),
    path("improvements/<int:pk>/state/", improvement.update, name="improvement.update"),
    path("notices/", notice.index, name="notice.index"),
    path("notices/<int:pk>/", notice.update, name="notice.update"),
    path("evaluations/", evaluation.index, name="evaluation.index"),
    path("evaluations/<int:pk>/", evaluation.update, name="evaluation.update"),
    path("articles/<int:pk>/adoption/", adoption.create, name="adoption.create"),
    path("articles/<int:pk>/adoption/panel/", adoption.panel, name="adoption.panel"),
    path("samples/", sample.index, name="sample.index"),
    path("requests/<str:number>/sample/", sample.create, name="sample.create"),
    path("requests/<str:number>/panel/", sample.panel, name="sample.panel"),
]
