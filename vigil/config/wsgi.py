"""The web server's way in."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.config.settings")
# A call of the API asks the database some forty times. After each answer its thread would stand in line for up to 5 ms
# behind one that computes; half a millisecond costs nothing that can be measured.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
