"""Who may see and change which efforts.

* A superuser (admin) sees and changes everything.
* A membership in a municipality shows the efforts in it; in a housing organisation those it leads or pays for; in an
  effort that one.
* Consultants and leaders may change what their membership shows; board members and readers only see.
* A draft is seen by those alone who may change it, and is counted nowhere.
"""

from boligsocial.common.rights import makes

# Whoever may change things in a municipality or for a housing organisation may make an effort there.
MAKES_EFFORTS = makes("areas.Municipality", "areas.HousingOrganisation")

EFFORT_PATHS = (
    "memberships",
    "municipalities__memberships",
    "lead_organisation__memberships",
    "shares__funder__organisation__memberships",
)
