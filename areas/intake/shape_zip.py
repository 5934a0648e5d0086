"""Zipped Shapefiles: the parts that make one up are unpacked, under names of our own, into a folder of their own.

Names in a zip are labels here and never paths. What is not one of the parts is not unpacked.
"""

import io
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyogrio.raw import read

from areas.intake.shape_files import (
    MOST_COLUMNS,
    MOST_FEATURES,
    Feature,
    MapLayer,
    known_crs,
    plain_text,
    refuse_many,
    shape_of,
)
from boligsocial.common.spatial import DEGREES, GRID

MOST_MEMBERS = 1_000
MOST_UNPACKED = 80_000_000  # bytes, of all parts together
MOST_LAYERS = 50
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SURFACES = (5, 15, 25)  # polygons, flat, with heights, with measures
_HEADER = 100  # bytes before the first record of .shp and .shx
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
_BROKEN_SHAPES = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ValueError, UnicodeError)


def shapefile_layers(content: bytes) -> list[MapLayer]:
    found = [_layer(name, parts) for name, parts in _unpacked(content).items()]
    if not found:
        text = _("The zip file has no whole Shapefile: .shp, .shx and .dbf of the same name, and .prj if there is one.")
        raise ValidationError(text, code="no_shapefile")
    return found


# --- The zip ------------------------------------------------------------------------------------------------------


def _unpacked(content: bytes) -> dict[str, dict[str, bytes]]:
    """The parts of each whole Shapefile by its name and the part's ending."""
    broken = ValidationError(_("The zip file is broken."), code="broken_zip")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            wanted = _members(file)
            left, found = MOST_UNPACKED, {}
            for name, members in wanted.items():
                parts = {}
                for ending, member in members.items():
                    # What is really unpacked counts, not what the zip says of itself.
                    with file.open(member) as part:
                        parts[ending] = part.read(left + 1)
                    left -= len(parts[ending])
                    if left < 0:
                        text = _("The zip file unpacks to more than %(most)s MB.")
                        raise ValidationError(text, code="zip_bomb", params={"most": MOST_UNPACKED // 1_000_000})
                found[name] = parts
            return found
    except ValidationError:
        raise
    except _BROKEN_ZIP:
        raise broken from None


def _members(file: zipfile.ZipFile) -> dict[str, dict[str, zipfile.ZipInfo]]:
    members = file.infolist()
    if len(members) > MOST_MEMBERS:
        raise ValidationError(_("The zip file holds too many files."), code="many_members")
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(_member_name(member).replace("\\", "/"))
        if member.is_dir() or path.suffix.casefold() not in PARTS or "__MACOSX" in path.parts:
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ValidationError(_("The zip file holds a link instead of a file."), code="zip_link")
        if member.flag_bits & 1:
            raise ValidationError(_("The zip file is locked with a password."), code="zip_locked")
        found.setdefault(str(path.with_suffix("")), {}).setdefault(path.suffix.casefold(), member)
    whole = {name: parts for name, parts in found.items() if {".shp", ".shx", ".dbf"} <= parts.keys()}
    labels: dict[str, dict] = {}
    for name, parts in list(whole.items())[:MOST_LAYERS]:
        short = plain_text(PurePosixPath(name).name) or "Shapefile"
        labels[short if short not in labels else plain_text(name)] = parts
    return labels


def _member_name(member: zipfile.ZipInfo) -> str:
    """Windows writes names in its own letters without saying so; Python takes them for those of DOS."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for letters in ("utf-8", "cp850"):
        try:
            return raw.decode(letters)
        except UnicodeDecodeError:
            continue
    return member.filename


# --- The Shapefile ------------------------------------------------------------------------------------------------


def _layer(name: str, parts: dict[str, bytes]) -> MapLayer:
    size = _size(parts)
    crs, other = _crs(parts.get(".prj", b""))
    columns = [_decoded(column, parts) for column in _column_names(parts[".dbf"])][:MOST_COLUMNS]
    metric = abs(struct.unpack_from("<d", parts[".shp"], 36)[0]) > 1_000
    return MapLayer(name, columns, size, crs, other, metric, partial(_features, parts))


def _size(parts: dict[str, bytes]) -> int:
    """How many records there are; raises ValidationError where the parts do not fit each other."""
    broken = ValidationError(_("The Shapefile is broken: its parts do not fit together."), code="broken_shapefile")
    shp, shx, dbf = parts[".shp"], parts[".shx"], parts[".dbf"]
    if min(len(shp), len(shx)) < _HEADER or len(dbf) < 33 or shp[:4] != b"\x00\x00\x27\x0a" or shx[:4] != shp[:4]:
        raise broken
    if struct.unpack_from("<i", shp, 32)[0] not in _SURFACES:
        raise ValidationError(_("The Shapefile holds points or lines, not areas."), code="no_surfaces")
    size = (len(shx) - _HEADER) // 8
    records, header, width = struct.unpack_from("<IHH", dbf, 4)
    if (
        records != size
        or header + records * width > len(dbf) + 1
        or struct.unpack_from(">i", shx, 24)[0] * 2 > len(shx)
    ):
        raise broken
    return size


def _column_names(dbf: bytes) -> list[bytes]:
    end = struct.unpack_from("<H", dbf, 8)[0]
    fields = (dbf[start : start + 32] for start in range(32, min(end, len(dbf)) - 31, 32))
    return [field[:11].split(b"\x00")[0] for field in fields if field[:1] != b"\r"]


def _crs(prj: bytes) -> tuple[int | None, str]:
    """The system that a .prj file describes. Its makers seldom give a code, so it is known by what it is made of."""
    text = prj.decode("utf-8", "replace").replace("\x00", "").strip()[:10_000]
    if not text:
        return None, ""
    found = re.match(r'(\w+)\[\s*"([^"]+)"', text)
    name = found[2] if found else text[:200]
    code = re.search(r'(?:AUTHORITY|ID)\["EPSG",\s*"?(\d+)"?\s*\]\s*\]$', text)
    if code:
        srid, other = known_crs(f"EPSG:{code[1]}")
        return srid, f"{name} ({other})" if other else ""
    plain = re.sub(r"[\s_\"]", "", text).casefold()
    if found and found[1] == "PROJCS" and all(re.search(mark, plain) for mark in _ZONE_32):
        return GRID, ""
    if found and found[1] == "GEOGCS" and "wgs1984" in plain.replace("wgs84", "wgs1984"):
        return DEGREES, ""
    return None, name


# ETRS89, the middle of zone 32 (9 degrees east), UTM's scale and its false easting, in metres.
_ZONE_32 = (
    "etrs(19)?89|europeanterrestrialreferencesystem",
    "transversemercator",
    r"centralmeridian,9(\.0*)?\]",
    r"scalefactor,0?\.9996",
    r"falseeasting,500000(\.0*)?\]",
    r"falsenorthing,0(\.0*)?\]",
    r"unit\[met(er|re),1",
)


def _features(parts: dict[str, bytes]) -> list[Feature]:
    refuse_many(_size(parts))
    with tempfile.TemporaryDirectory() as folder:
        # Without .prj and .cpg: what they say is known already, and is not for GDAL to act upon.
        for ending in (".shp", ".shx", ".dbf"):
            (Path(folder) / f"layer{ending}").write_bytes(parts[ending])
        try:
            meta, _fids, shapes, values = read(
                str(Path(folder) / "layer.shp"), encoding="ISO-8859-1", force_2d=True, max_features=MOST_FEATURES
            )
        except _BROKEN_SHAPES:
            text = _("The Shapefile is broken: its parts do not fit together.")
            raise ValidationError(text, code="broken_shapefile") from None
    names = [_decoded(str(name).encode("latin-1", "replace"), parts) for name in meta["fields"]]
    texts = [[_text(value, parts) for value in column] for column in values]
    return [
        Feature(number + 1, {name: column[number] for name, column in zip(names, texts, strict=True)}, shape_of(shape))
        for number, shape in enumerate(shapes)
    ]


def _text(value, parts: dict[str, bytes]) -> str:
    if isinstance(value, str):
        return plain_text(_decoded(value.encode("latin-1", "replace"), parts))
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value)[:10]
    return plain_text(value.item() if isinstance(value, np.generic) else value)


def _decoded(raw: bytes, parts: dict[str, bytes]) -> str:
    """Text in the letters that .cpg names, else in UTF-8 if it is that, else in those of Windows."""
    said = parts.get(".cpg", b"").decode("ascii", "replace").strip().casefold()
    said = f"cp{said}" if said.isdigit() else said.replace("ansi ", "cp")
    for letters in (said, "utf-8", "cp1252"):
        if letters not in _LETTERS:
            continue
        try:
            return raw.decode(letters)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


_LETTERS = {
    "utf-8",
    "utf8",
    "cp1252",
    "windows-1252",
    "iso-8859-1",
    "iso8859-1",
    "iso88591",
    "latin1",
    "cp850",
    "cp865",
}
_LETTERS |= {"iso-8859-15", "cp65001", "cp437"}
