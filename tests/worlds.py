"""A world for whole-site tests: one of everything at home and elsewhere, and everybody who could come by."""

from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client

from areas.models import Import
from boligsocial.common.versions import VersionedModel
from boligsocial.records.deletion import delete
from boligsocial.records.models import SavedView
from efforts.choices import Role
from efforts.editors import editors
from tests import factories
from tests.admin.conftest import world as everything
from tests.conftest import signed_in

# What one can be a member of, as tables of rights write it.
MUNICIPALITY, ORGANISATION, EFFORT = "M", "O", "E"
# What those alone may read who have a role there: its names, by the label of the model.
PRIVATE = {
    "areas.HousingArea": "Kvarteret",
    "areas.Estate": "Afdelingen",
    "areas.Institution": "Skolen",
    "efforts.Effort": "Helhedsplanen",
    "staffing.Post": "Stillingen",
    "staffing.Workplace": "Kontoret",
}
WRITERS = (Role.CONSULTANT, Role.LEADER)


class Visitor(Client):
    """A browser that asks and forgets: templates are not recorded, cookies not taken, errors are answers."""

    def request(self, **request):
        answer = self.handler(self._base_environ(**request))
        if answer.streaming:
            b"".join(answer)  # read to its end, a file is closed
        return answer

    @classmethod
    def as_(cls, user):
        visitor = cls()
        visitor.cookies = signed_in(user).cookies
        return visitor


@dataclass
class Person:
    """Somebody with one role in one place at home, or none."""

    name: str
    user: object
    client: Client
    role: str = ""
    place: str = ""
    mine: dict = field(
        default_factory=dict
    )  # by label of a personal model: the row that is theirs, and one that is not

    @property
    def is_anonymous(self) -> bool:
        return isinstance(self.user, AnonymousUser)

    @property
    def is_admin(self) -> bool:
        return self.user.is_superuser

    @property
    def writes(self) -> bool:
        return self.role in WRITERS


class World:
    """`rows[side][label]` is a row of the model; sides are "own" and "foreign"."""

    def __init__(self):
        self.rows = {"own": self._side("Hjemkøbing", 1), "foreign": self._side("Andetsted", 2)}
        self.people = {person.name: person for person in self._people()}
        self._everybodys_own()

    def _side(self, town: str, number: int) -> dict:
        made = everything(factories.municipality(town), number)
        made["effort"].lead_organisation = made["housingorganisation"]
        made["effort"].save()
        found = {row._meta.label: row for row in made.values()}
        for label, name in PRIVATE.items():
            row, field = found[label], "title" if label == "staffing.Post" else "name"
            setattr(row, field, f"{name} i {town}")
            row.save()
        keeper = found["accounts.User"]
        owners = {"municipality": found["areas.Municipality"], "organisation": found["areas.HousingOrganisation"]}
        gone = factories.estate(**owners)
        found["records.Deletion"] = delete(gone, user=keeper)
        return found

    def _people(self):
        yield Person("anonymous", AnonymousUser(), Visitor())
        outsider = factories.user("Uden rolle", email="consultant@demo.invalid")  # whom the demo's door opens for
        yield Person("nobody", outsider, Visitor.as_(outsider))
        places = {
            MUNICIPALITY: self.rows["own"]["areas.Municipality"],
            ORGANISATION: self.rows["own"]["areas.HousingOrganisation"],
            EFFORT: self.rows["own"]["efforts.Effort"],
        }
        for role in Role:
            for letter, place in places.items():
                user = factories.user(f"{role} {letter}")
                factories.member(user, place, role)
                yield Person(f"{role}-{letter}", user, Visitor.as_(user), role, letter)
        staff = factories.user("Ansat", is_staff=True)
        factories.member(staff, places[MUNICIPALITY], Role.CONSULTANT)
        staff.groups.add(editors())
        yield Person("staff", staff, Visitor.as_(staff), Role.CONSULTANT, MUNICIPALITY)
        admin = factories.user("Administrator", is_staff=True, is_superuser=True)
        yield Person("admin", admin, Visitor.as_(admin))

    def _everybodys_own(self) -> None:
        other = self.rows["foreign"]["accounts.User"]
        foreign = {"records.SavedView": _view(other), "areas.Import": _import(other)}
        for person in self.people.values():
            own = (
                foreign
                if person.is_anonymous
                else {
                    "records.SavedView": _view(person.user),
                    "areas.Import": _import(person.user),
                }
            )
            person.mine = {label: {"own": own[label], "foreign": foreign[label]} for label in foreign}

    def row(self, person: Person, side: str, label: str):
        """The row of the model on this side, as far as this person is concerned."""
        if label in person.mine:
            return person.mine[label][side]
        return self.rows[side][label]


def state() -> tuple:
    """How many rows there are of everything, histories too, and how often they were changed."""
    parts = []
    for model in apps.get_models():
        if model._meta.app_label in ("accounts", "areas", "efforts", "records", "staffing"):
            table, versioned = model._meta.db_table, issubclass(model, VersionedModel)
            parts.append(f'SELECT COUNT(*), {"SUM(version)" if versioned else "0"} FROM "{table}"')
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return tuple(cursor.fetchall())


def _view(user) -> SavedView:
    return SavedView.objects.create(user=user, page="areas:list", name="Min")


def _import(user) -> Import:
    """A file whose columns are not chosen yet."""
    told = {"file_name": "tal.csv", "layout": "wide", "sha256": f"{user.pk:064}"}
    return Import.objects.create(user=user, content=b"Kommune;Beboere\r\nHjemk\xf8bing;12\r\n", rows=1, **told)
