"""The same intake written the ordinary way: what a first version of such a service looks like.

ModelViewSet, ``get_or_create``, ``select_for_update``, one query a step, page numbers with a
count, a token row looked up for every call, a database connection for every request. It keeps the
same promises as the service: the rules, the cap under races, receipts without gaps, the journal,
the audit trail, encrypted personal data, safe repetition. It has no row-level security, no
triggers and no holds, which spares it work.
"""
