from django.urls import path

from vigil.worklist import views

urlpatterns = [
    path("", views.start, name="start"),
    path("worklist/", views.worklist, name="worklist"),
    path("worklist/search/", views.search, name="worklist_search"),
    path("worklist/export/", views.export, name="worklist_export"),
    path("worklist/print/", views.printed, name="worklist_print"),
]
