"""Taking in a new table of statistics: read, check, show what it would change, and only then apply.

A table never overwrites another: its figures stand beside the earlier ones with their own date of
publication, and reports use the figure published last. Nothing of a table is stored unless all of
it holds.
"""
