from django.urls import path

from quanfu.portal.views import ask, callback, company, complaint, rating, receipt, remark, search, track

app_name = "portal"
urlpatterns = [
    path("", company.index, name="company.index"),
    path("c/<str:code>/", company.show, name="company.show"),
    path("c/<str:code>/ask/", ask.create, name="ask.create"),
    path("c/<str:code>/complain/", complaint.create, name="complaint.create"),
    path("c/<str:code>/find/", search.create, name="search.create"),
    path("track/<str:token>/", track.show, name="track.show"),
    path("track/<str:token>/receipt/", receipt.show, name="receipt.show"),
    path("track/<str:token>/remarks/", remark.create, name="remark.create"),
    path("call/<str:token>/", callback.show, name="callback.show"),
    path("rate/<str:token>/", rating.show, name="rating.show"),
]
