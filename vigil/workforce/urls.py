from django.urls import path

from vigil.workforce.views import staff as views

urlpatterns = [
    path("", views.staff, name="staff"),
    path("add/", views.add, name="staff_add"),
    path("<int:pk>/", views.person, name="staff_person"),
    path("<int:pk>/deactivate/", views.deactivate, name="staff_deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="staff_reactivate"),
    path("<int:pk>/new-password/", views.new_password, name="staff_new_password"),
    path("me/password/", views.change_password, name="account_change_password"),
]
