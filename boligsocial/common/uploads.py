"""Files that people send: no more than a boundary can be, and a form says of one that is larger that it is."""

from io import BytesIO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

MOST_BYTES = 10_000_000
MOST_SENT = 5 * MOST_BYTES


class LimitedUpload(FileUploadHandler):
    """Keeps no file of a form of more than MOST_BYTES: its field gets an empty one, with the size that it refuses.

    A form of more than MOST_SENT is refused before any of it is read. This stands first among the handlers.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > MOST_SENT:
            raise RequestDataTooBig(f"A form of {content_length} bytes was sent.")
        self.sent = content_length

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.sent > MOST_BYTES:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        return None if self.sent > MOST_BYTES else raw_data

    def file_complete(self, file_size):
        return UploadedFile(BytesIO(), self.file_name, size=self.sent) if self.sent > MOST_BYTES else None
