"""A portal's or bank's settlement file against our books, and why each difference is one.

``comparing`` says where two lists differ, ``settling`` keeps what was found and how each line was
resolved. KR-INT-09: double and lost payments are found by comparing, not by waiting for complaints.
"""
