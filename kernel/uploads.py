"""No upload is taken that is larger than anything we ask for.

Asked by the length that the request gives, so that a body of hundreds of megabytes is refused
before any of it is kept; what a file may have is up to whoever takes it.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from typing_extensions import override

LARGEST_REQUEST = 64 * 1024 * 1024


class Bounded(FileUploadHandler):
    """Stands first among the handlers of uploads; takes nothing itself."""

    @override
    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse a request that says it is too long.

        Raises:
            RequestDataTooBig: answered as a bad request.
        """
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig(f"an upload of {content_length} bytes")

    @override
    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    @override
    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
