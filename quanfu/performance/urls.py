from django.urls import path

from quanfu.performance.views import (
    closure,
    computation,
    own_pay,
    pay_line,
    pay_run,
    rater,
    rating,
    salary,
    seat,
    sheet,
    waiver,
    weight,
)

app_name = "performance"
urlpatterns = [
    path("sheets/", sheet.index, name="sheet.index"),
    path("sheets/new/", sheet.create, name="sheet.create"),
    path("sheets/<int:pk>/", sheet.show, name="sheet.show"),
    path("sheets/<int:pk>/seats/", seat.create, name="seat.create"),
    path("sheets/<int:pk>/seats/<int:seat_pk>/deletion/", seat.delete, name="seat.delete"),
    path("sheets/<int:pk>/waivers/<str:group>/", waiver.create, name="waiver.create"),
    path("computations/", computation.create, name="computation.create"),
    path("closures/", closure.create, name="closure.create"),
    path("ratings/", rating.index, name="rating.index"),
    path("ratings/<str:period>/", rating.create, name="rating.create"),
    path("raters/", rater.index, name="rater.index"),
    path("raters/new/", rater.create, name="rater.create"),
    path("raters/<int:pk>/deletion/", rater.delete, name="rater.delete"),
    path("weights/", weight.index, name="weight.index"),
    path("weights/new/", weight.update, name="weight.update"),
    path("salaries/", salary.index, name="salary.index"),
    path("salaries/new/", salary.create, name="salary.create"),
    path("pay/", pay_run.index, name="pay_run.index"),
    path("pay/new/", pay_run.create, name="pay_run.create"),
    path("pay/<int:pk>/", pay_run.show, name="pay_run.show"),
    path("pay/lines/<int:pk>/", pay_line.show, name="pay_line.show"),
    path("my-pay/", own_pay.show, name="own_pay.show"),
]
