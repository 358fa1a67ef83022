from quanfu.training.views import certificate, certificate_kind

app_name = "training"
urlpatterns = [
    *certificate_kind.crud.urls("certificate-kinds", "certificate_kind"),
    *certificate.crud.urls("certificates", "certificate"),
]
