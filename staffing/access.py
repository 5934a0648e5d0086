"""Who may see and change which posts, placements and workplaces: as their effort and their place.

* Posts and placements follow their effort (efforts/access.py).
* A workplace is seen by members of its municipality or housing organisation, and by those who see a post in it.
"""

from efforts.access import EFFORT_PATHS

POST_PATHS = tuple(f"effort__{path}" for path in EFFORT_PATHS)
PLACEMENT_PATHS = tuple(f"post__{path}" for path in POST_PATHS)
WORKPLACE_PATHS = (
    "area__municipality__memberships",
    "municipality__memberships",
    "organisation__memberships",
    *(f"placements__{path}" for path in PLACEMENT_PATHS),
)
