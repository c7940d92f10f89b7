"""The admin's pages beside those of the models, all beneath /<language>/admin/."""

app_name = "editing"

urlpatterns = []
