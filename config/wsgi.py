"""The WSGI application that the HTTP server runs."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)

# What is loaded now stays: a full collection, which a batch of donations brings about every few
# thousand rows, need not walk over it each time.
gc.collect()
gc.freeze()
