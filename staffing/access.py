"""Who may see and change which posts, placements, workplaces and follow-ups: as their effort and their place.

* Posts and placements follow their effort (efforts/access.py).
* A follow-up is seen and changed as its area (areas/access.py), and changed by its owner too, who has to say what
  came of it.
* A workplace is seen by members of its municipality or housing organisation, local ones as their area, and by those who
  see a post in it. Sitting there changes nothing: it is changed by those who may change things where it lies.
"""

from areas.access import AREA_CHANGE_PATHS, AREA_PATHS
from efforts.access import EFFORT_PATHS

POST_PATHS = tuple(f"effort__{path}" for path in EFFORT_PATHS)
PLACEMENT_PATHS = tuple(f"post__{path}" for path in POST_PATHS)
WORKPLACE_CHANGE_PATHS = (
    "area__municipality__memberships",
    "area__estates__organisation__memberships",
    "municipality__memberships",
    "organisation__memberships",
)
WORKPLACE_PATHS = (
    *WORKPLACE_CHANGE_PATHS,
    *(f"placements__{path}" for path in PLACEMENT_PATHS),
)
FOLLOW_UP_PATHS = tuple(f"area__{path}" for path in AREA_PATHS)
FOLLOW_UP_CHANGE_PATHS = tuple(f"area__{path}" for path in AREA_CHANGE_PATHS)
