"""Files that people send: no more than a boundary can be."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 10_000_000


class LimitedUpload(FileUploadHandler):
    """Refuses a form of more bytes before any of it is written to disk. It stands first among the handlers."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"A form of {content_length} bytes was sent.")

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
