"""Why a file or a row is not taken. None of the texts repeats what stands in a cell."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import DomainError


class FileRefused(DomainError):
    """The file as a whole; each way of it has a class below. Nothing was kept."""

    code = "file_refused"
    title = _("The file cannot be used")


class FileTooLarge(FileRefused):
    detail = _("The file is larger than %(most_mb)s MB. Save it in parts.")


class FileEmpty(FileRefused):
    detail = _("There is no row below the headings.")


class TooManyRows(FileRefused):
    detail = _("The file has more than %(most)s rows. Save it in parts.")


class EncodingUnknown(FileRefused):
    detail = _("The text is neither UTF-8 nor CP949 (EUC-KR). Save it as “CSV UTF-8”.")


class CutOff(FileRefused):
    detail = _("The file ends in the middle of a cell, as after a broken transfer. Get it again.")


class NotATable(FileRefused):
    detail = _("No headings were found: columns are separated by a comma, a semicolon or a tab.")


class NotAWorkbook(FileRefused):
    detail = _("The workbook is damaged or no .xlsx file. Save it again, or as CSV.")


class WorkbookTooLarge(FileRefused):
    detail = _("Unpacked, the workbook has more than %(most_mb)s MB. Save it as CSV.")


class UploadedBefore(FileRefused):
    code = "file_uploaded_before"
    status = 409
    title = _("This file is there already")
    detail = _("The same file of this source was uploaded on %(day)s. Open that one.")


class ColumnsMissing(DomainError):
    """What every donation needs has no column."""

    code = "columns_missing"
    title = _("Some columns are not assigned")
    detail = _("Say which column holds: %(fields)s.")


class BulkStateConflict(DomainError):
    """The step does not lead on from where the file stands."""

    code = "state_conflict"
    status = 409
    title = _("This is not possible now")
    detail = _("The file or row stands at “%(state)s”. Load the page again.")


class RowRefused(DomainError):
    """A row that is not well formed; each way of it has a class below."""

    code = "row_refused"
    title = _("The row cannot be read")


class CellInvalid(RowRefused):
    code = "cell_invalid"
    title = _("A cell cannot be read")
    detail = _("%(column)s: %(reason)s")


class RowShort(RowRefused):
    detail = _("The row has %(found)s cells; there are %(expected)s headings.")


class NotOurs(RowRefused):
    """The row is for another local government."""

    code = "not_ours"
    title = _("Not for us")
    detail = _("The row names another local government as recipient; only our own are taken in.")


class ReferenceTwice(RowRefused):
    """The same reference stands above."""

    code = "reference_twice"
    title = _("The reference stands in the file twice")
    detail = _("Row %(row)s has the same reference.")
