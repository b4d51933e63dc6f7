"""Addresses of an officer's own referrals."""

from django.urls import path

from vigil.intake.views import notes, officers

urlpatterns = [
    path("", officers.officer_forms, name="officer_forms"),
    path("notes/<int:pk>/", notes.note, name="officer_note"),
    path("patterns/", notes.patterns, name="officer_patterns"),
    path("begin/", officers.begin, name="begin_officer_form"),
    path("<int:pk>/", officers.officer_form, name="officer_form"),
    path("<int:pk>/person/", officers.person, name="officer_person"),
    path("<int:pk>/person/<int:place>/known/", officers.say_known, name="say_known"),
    path("<int:pk>/person/<int:place>/remove/", officers.remove_person, name="remove_officer_person"),
    path("<int:pk>/send/", officers.send, name="send_officer_form"),
    path("<int:pk>/throw-away/", officers.throw_away, name="throw_away_officer_form"),
    path("<int:pk>/part/<str:part>/", officers.part, name="officer_part"),
]
