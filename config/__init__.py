"""Settings, URLs, Celery and the processes: the one package that knows all others."""
