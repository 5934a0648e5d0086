"""What people and programs type into forms where something sensible was asked for."""

import unicodedata

NASTY = [
    "\x00",
    "%00",
    "99999999999999999999",
    "-1",
    "x" * 10_000,
    "<script>alert(1)</script>",
    "=1+1",
    "@SUM(A1)",
    "\u202eabc\u202d",
    unicodedata.normalize("NFD", "Ålandsgården"),
    "' OR 1=1 --",
    "NaN",
    "٣٤",
    " ",
]
