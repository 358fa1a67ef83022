from django.urls import path

from quanfu.workorders.views import (
    acceptance,
    board,
    completion,
    contact,
    day,
    order,
    plan,
    problem,
    progress,
    start,
    step,
)  # fmt: skip

app_name = "workorders"
urlpatterns = [
    path("day/", day.show, name="day.show"),
    path("board/", board.show, name="board.show"),
    path("orders/", order.index, name="order.index"),
    path("orders/<str:number>/", order.show, name="order.show"),
    path("orders/<str:number>/acceptance/", acceptance.create, name="acceptance.create"),
    path("orders/<str:number>/contact/", contact.create, name="contact.create"),
    path("orders/<str:number>/plan/", plan.create, name="plan.create"),
    path("orders/<str:number>/start/", start.create, name="start.create"),
    path("orders/<str:number>/steps/<int:step_id>/", step.update, name="step.update"),
    path("orders/<str:number>/problems/", problem.create, name="problem.create"),
    path("orders/<str:number>/problems/<int:problem_id>/", problem.update, name="problem.update"),
    path("orders/<str:number>/progress/", progress.create, name="progress.create"),
    path("orders/<str:number>/completion/", completion.create, name="completion.create"),
    path("requests/<str:number>/order/", order.panel, name="order.panel"),
]
