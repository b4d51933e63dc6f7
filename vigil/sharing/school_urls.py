from django.urls import path

from vigil.sharing.views import schools

urlpatterns = [
    path("", schools.school_notices, name="school_notices"),
    path("notices/<int:pk>/", schools.school_notice, name="school_notice"),
    path("notices/<int:pk>/hold/", schools.hold_notice, name="hold_notice"),
    path("notices/<int:pk>/release/", schools.release_notice, name="release_notice"),
    path("notices/<int:pk>/choose/", schools.choose_school, name="choose_school"),
    path("notices/<int:pk>/end/", schools.end_notice, name="end_notice"),
    path("directory/", schools.schools, name="schools"),
    path("directory/import/", schools.import_schools, name="import_schools"),
]
