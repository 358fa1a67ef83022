from django.urls import path

from quanfu.customers.views import contact, contract, customer, duplicate, merger, project, site

app_name = "customers"
urlpatterns = [
    path("", customer.index, name="customer.index"),
    path("new/", customer.create, name="customer.create"),
    path("check/", duplicate.index, name="duplicate.index"),
    path("<int:pk>/merger/", merger.create, name="merger.create"),
    path("<int:pk>/", customer.show, name="customer.show"),
    path("<int:pk>/data/", customer.update, name="customer.update"),
    path("<int:pk>/contacts/new/", contact.create, name="contact.create"),
    path("contacts/<int:pk>/", contact.update, name="contact.update"),
    path("contacts/<int:pk>/deletion/", contact.delete, name="contact.delete"),
    path("<int:pk>/places/new/", site.create, name="site.create"),
    path("places/<int:pk>/", site.update, name="site.update"),
    path("places/<int:pk>/deletion/", site.delete, name="site.delete"),
    path("<int:pk>/projects/new/", project.create, name="project.create"),
    path("projects/<int:pk>/", project.update, name="project.update"),
    path("projects/<int:pk>/deletion/", project.delete, name="project.delete"),
    path("<int:pk>/contracts/new/", contract.create, name="contract.create"),
    path("contracts/<int:pk>/", contract.update, name="contract.update"),
    path("contracts/<int:pk>/deletion/", contract.delete, name="contract.delete"),
]
