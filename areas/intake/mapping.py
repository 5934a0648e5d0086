from areas.models import Import


def proposed_mapping(batch: Import) -> dict[str, str]:
    """What each column probably is: column index as text → key of a target; columns that are nothing are not there."""
    raise NotImplementedError


def set_mapping(
    batch: Import,
    *,
    mapping: dict,
    header_rows: int | None = None,
    skipped_rows: int | None = None,
    sheet: str | None = None,
    year: int | None = None,
    makes_areas: bool = False,
) -> Import:
    raise NotImplementedError
