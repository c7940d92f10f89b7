"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from .serving import prepared

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "orgdirectory.settings")
application = prepared(get_wsgi_application())
