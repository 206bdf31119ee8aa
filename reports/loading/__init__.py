"""Loading published statistics: read, check everything against everything else, then COPY.

Nothing of a file is stored unless all of all files holds. Files are in ``reports/data``; their
provenance is told in the README there.
"""

from reports.loading.write import load

__all__ = ["load"]
