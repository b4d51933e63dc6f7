from django.urls import path

from vigil.people.views import finding, households, persons, review

urlpatterns = [
    path("", finding.people, name="people"),
    path("review/", review.review, name="people_review"),
    path("review/<int:pk>/", review.answer, name="answer_review"),
    path("changes/<int:pk>/undo/", persons.undo, name="undo_person_change"),
    path("households/<int:pk>/", households.household, name="household"),
    path("households/<int:pk>/take-out/", households.take_out, name="take_out_of_household"),
    path("households/<int:pk>/join/", households.put_together, name="join_households"),
    path("<int:pk>/", persons.person, name="person"),
    path("<int:pk>/split/", persons.split, name="split_person"),
    path("<int:pk>/join/", persons.join, name="join_person"),
]
