"""How fast the service is, beside the ordinary way of writing it and beside what bounds it.

``make bench`` runs everything on throw-away servers with full durability and writes
``bench/results/latest.json``. What the figures mean is in ``docs/benchmarks.md``.
"""
