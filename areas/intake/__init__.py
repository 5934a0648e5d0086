"""Bringing figures in from files: receive, say what the columns are, check, bring in, and take back.

    batch = receive(user=…, file_name=…, content=…, layout=…)     UPLOADED, with the headers found
    headers_of(batch), targets(layout), proposed_mapping(batch)    what the page asks about
    set_mapping(batch, mapping={"0": "area", "2": "figure:residents"}, …)          CHECKING
    while batch.state == "checking": batch = check_more(batch, user=…)             CHECKED, nothing imported
    bring_in(batch, user=…)                                                        DONE
    take_back(batch, user=…)                                                       UNDONE

All that refuses raises ValidationError with a code and a message in the user's language. The caller sees to it that
the user may see the import (Import.objects.changeable_by); which areas its figures may be about is decided here.
"""

from areas.intake.bringing import bring_in, bring_in_steps
from areas.intake.check import check_more
from areas.intake.faults import bad_rows, fault_words
from areas.intake.files import receive, sheets_of
from areas.intake.headers import Header, headers_of
from areas.intake.mapping import proposed_mapping, proposed_year, set_mapping
from areas.intake.targets import Target, targets
from areas.intake.undoing import take_back, take_back_steps

__all__ = [
    "Header",
    "Target",
    "bad_rows",
    "bring_in",
    "bring_in_steps",
    "check_more",
    "fault_words",
    "headers_of",
    "proposed_mapping",
    "proposed_year",
    "receive",
    "set_mapping",
    "sheets_of",
    "take_back",
    "take_back_steps",
    "targets",
]
