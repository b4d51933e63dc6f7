"""Addresses of the skills register and of people's training."""

from django.urls import path

from vigil.workforce.views import person, register

urlpatterns = [
    path("", register.matrix, name="skills"),
    path("expiring/", register.expiring, name="skills_expiring"),
    path("cover/", register.cover, name="skills_cover"),
    path("newcomers/", register.newcomers, name="skills_newcomers"),
    path("exposure/", register.exposed, name="skills_exposure"),
    path("import/", register.hand_over, name="skills_import"),
    path("import/<int:pk>/", register.staff_file, name="staff_file"),
    path("teams/add/", person.add_team, name="add_team"),
    path("me/", person.mine, name="my_training"),
    path("people/<int:pk>/", person.person, name="trained_person"),
    path("people/<int:pk>/training/", person.add_training, name="add_training"),
    path("people/<int:pk>/post/", person.place, name="place_person"),
    path("people/<int:pk>/week/", person.set_week, name="set_week"),
    path("people/<int:pk>/absence/", person.add_absence, name="add_absence"),
    path("people/<int:pk>/supervision/", person.add_supervision, name="add_supervision"),
    path("people/<int:pk>/path/", person.move_on, name="move_on"),
    path("people/<int:pk>/practice/", person.note_practice, name="note_practice"),
    path("training/<int:pk>/withdraw/", person.withdraw_training, name="withdraw_training"),
    path("training/<int:pk>/restore/", person.restore_training, name="restore_training"),
    path("absence/<int:pk>/end/", person.end_absence, name="end_absence"),
    path("absence/<int:pk>/take-back/", person.take_back_absence, name="take_back_absence"),
    path("supervision/<int:pk>/take-back/", person.take_back_supervision, name="take_back_supervision"),
    path("practice/<int:pk>/take-back/", person.take_back_practice, name="take_back_practice"),
]
