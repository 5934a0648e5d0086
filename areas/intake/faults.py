from areas.models import Import, ImportFault
from boligsocial.common.exports import Sheet


def fault_words(fault: ImportFault) -> str:
    """What is wrong, as a sentence in the language in use."""
    raise NotImplementedError


def bad_rows(batch: Import) -> Sheet:
    """The rows that were not imported, as they came, with a column of reasons: for exports.file_response."""
    raise NotImplementedError
