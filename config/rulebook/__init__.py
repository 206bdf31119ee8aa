"""Every rule of the law that concerns this service: where it is enforced, and which test says so.

``manage.py rules`` writes ``docs/rules.md`` from here; ``manage.py rules --check`` finds what has
come apart: an object, constraint, setting or test that is named here and no longer exists, and a
rule that the code cites and nobody wrote down.
"""
