"""Find GDAL and GEOS for GeoDjango inside the pyogrio and shapely wheels.

GeoDjango looks for system libraries, which need root to install. Both wheels carry the same libraries with
hashed names, so we look them up beside the packages. An environment that names a library wins.
"""

from importlib.util import find_spec
from pathlib import Path

# Where a wheel keeps its libraries, by platform: Linux and Windows beside the package, macOS inside it.
_FOLDERS = ("../{name}.libs", ".dylibs")


def bundled(package: str, stem: str) -> str | None:
    """The path of the library whose file name starts with `stem`, inside the wheel of `package`.

    None when the package is missing or was built against system libraries; GeoDjango then searches the system.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    for folder in _FOLDERS:
        place = (home / folder.format(name=package)).resolve()
        for pattern in (f"lib{stem}*", f"{stem}*.dll"):
            found = sorted(place.glob(pattern))
            if found:
                return str(found[0])
    return None
