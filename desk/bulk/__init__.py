"""Bulk intake: a bank's or platform's file, judged row by row, then taken in by a resumable job.

``spreadsheet`` opens files, ``columns`` and ``cells`` read them, ``rows`` makes offers of them,
``upload`` keeps them sealed, ``dry_run`` says what would become of each row, ``decisions`` lets the
official correct and decide, ``job`` takes in what is ready, ``erasure`` forgets the rest.
"""
