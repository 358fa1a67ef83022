"""What stands at the root: coming in, going out, one's password, one's start page. allauth knows them by these names."""

from django.urls import path

from quanfu.org.views import login, logout, password, start

urlpatterns = [
    path("login/", login.create, name="account_login"),
    path("logout/", logout.create, name="account_logout"),
    path("password/", password.update, name="account_change_password"),
    path("start/", start.show, name="start"),
]
