from django.urls import path

from quanfu.surveys.views import answer, item, questionnaire

app_name = "surveys"
urlpatterns = [
    path("answers/", answer.index, name="answer.index"),
    path("answers/<int:pk>/", answer.show, name="answer.show"),
    path("requests/<str:number>/answer/", answer.create, name="answer.create"),
    path("requests/<str:number>/panel/", answer.panel, name="answer.panel"),
    *questionnaire.crud.urls("questionnaires", "questionnaire"),
    *item.crud.urls("items", "item"),
]
