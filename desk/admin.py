"""The desk's pages on the officials' site."""

from desk.bulk.admin import BulkFileAdmin, BulkSourceAdmin
from desk.counter_admin import CounterDonationAdmin
from desk.merge_admin import DonorMergeAdmin
from desk.reconciliation.admin import SettlementAdmin
from desk.tax_papers_admin import TaxYearAdmin
from desk.year_end_admin import YearEndBatchAdmin

__all__ = [
    "BulkFileAdmin",
    "BulkSourceAdmin",
    "CounterDonationAdmin",
    "DonorMergeAdmin",
    "SettlementAdmin",
    "TaxYearAdmin",
    "YearEndBatchAdmin",
]
