from quanfu.knowledge.views import article

app_name = "knowledge"
urlpatterns = article.crud.urls("articles", "article")
