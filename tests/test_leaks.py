"""What attackers and careless colleagues try: nobody gains, gives away or loses a row they should not."""

import json
from datetime import date
from urllib.parse import urlencode

import pytest
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from areas.actions import add_estate
from areas.models import HousingArea
from boligsocial.accounts import actions
from boligsocial.common.spatial import parse_boundary
from boligsocial.records.deletion import delete
from boligsocial.records.models import Submission
from efforts.choices import EffortStatus, Role
from efforts.models import Effort
from staffing.actions import save_post, workplace_at
from staffing.models import Post, Workplace
from tests import factories
from tests.addresses import ADDRESSES
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db


def sent(client, url, **values):
    """Send the form of a page as it is, with these values put in."""
    return client.post(url, main_form(client.get(url)).data() | values)


def consultant_of(place):
    person = factories.user()
    factories.member(person, place, Role.CONSULTANT)
    return person


# --- workplaces -------------------------------------------------------------------------------------------------------


def test_a_post_at_somebody_elses_workplace_does_not_make_it_ours(home, stranger, elsewhere, as_user):
    townhall = factories.workplace(home, name="Rådhuset")
    factories.placement(factories.post(factories.effort(municipalities=(elsewhere,))), townhall)
    client = as_user(stranger)
    assert "Rådhuset" in client.get(reverse("desk:workplaces")).content.decode()
    assert client.get(reverse("desk:workplace-edit", args=[townhall.pk])).status_code == 403
    assert client.get(reverse("desk:delete", args=["staffing.workplace", townhall.pk])).status_code == 403


def test_an_organisation_sees_and_changes_the_workplaces_in_its_areas(home, as_user):
    estate = factories.estate(municipality=home)
    area = factories.area(municipality=home)
    area.estates.add(estate)
    person = consultant_of(estate.organisation)
    client = as_user(person)
    assert sent(client, reverse("desk:workplace-new"), name="Kælderen", owner=f"area-{area.pk}").status_code == 302
    made = Workplace.objects.get()
    assert client.get(reverse("desk:workplace-edit", args=[made.pk])).status_code == 200


# --- efforts and areas: taken away, given away ------------------------------------------------------------------------


def test_nobody_takes_an_effort_away_from_a_municipality_that_is_not_theirs(home, elsewhere, consultant, as_user):
    effort = factories.effort("Fælles", municipalities=(home, elsewhere))
    url = reverse("desk:effort-what", args=[effort.pk])
    refused = sent(as_user(consultant), url, municipalities=[str(home.pk)])
    assert refused.context["form"].errors["municipalities"]
    assert set(effort.municipalities.all()) == {home, elsewhere}
    leader = factories.user()
    factories.member(leader, effort, Role.LEADER)
    assert sent(as_user(leader), url, municipalities=[str(elsewhere.pk)]).status_code == 200
    assert set(effort.municipalities.all()) == {home, elsewhere}


def test_in_a_draft_a_municipality_chosen_by_mistake_is_taken_back(home, elsewhere, consultant, as_user):
    effort = factories.effort(municipalities=(home, elsewhere), status=EffortStatus.DRAFT)
    url = reverse("desk:effort-what", args=[effort.pk])
    assert sent(as_user(consultant), url, municipalities=[str(home.pk)]).status_code == 302
    assert list(effort.municipalities.all()) == [home]


def test_nobody_shuts_themselves_out_of_an_effort_by_its_money(home, as_user):
    payer = factories.organisation()
    effort = factories.effort(municipalities=(home,), starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    share = factories.share(effort, factories.funder(kind="organisation", organisation=payer))
    person = consultant_of(payer)
    url = reverse("desk:effort-money", args=[effort.pk])
    client = as_user(person)
    form = client.get(url).context["form"]
    (key,) = form.lines_shown
    refused = sent(client, url, **{f"remove-{key}": "on", "reason": "Fejl"})
    assert refused.status_code == 200 and refused.context["form"].errors
    assert effort.shares.get() == share
    gone = sent(client, reverse("desk:delete", args=["efforts.fundingshare", share.pk]), reason="Fejl")
    assert gone.status_code == 200 and effort.shares.get() == share


def test_nobody_shuts_themselves_out_of_an_area_by_its_estates(home, as_user):
    estate = factories.estate(municipality=home)
    area = factories.area(municipality=home)
    area.estates.add(estate)
    client = as_user(consultant_of(estate.organisation))
    refused = sent(client, reverse("desk:area-edit", args=[area.pk]), estates=[])
    assert refused.status_code == 200 and refused.context["form"].errors["estates"]
    assert list(area.estates.all()) == [estate]


# --- what is deleted --------------------------------------------------------------------------------------------------


def test_a_deleted_post_of_a_draft_is_not_read_by_those_who_never_saw_it(home, consultant, board, as_user):
    draft = factories.effort(municipalities=(home,), status=EffortStatus.DRAFT)
    post = factories.post(draft, title="Hemmelig stilling")
    seat = factories.placement(post)
    pages = [reverse("history:post", args=[post.pk]), reverse("history:post-moment", args=[post.pk])]
    delete(seat, user=consultant)
    delete(post, user=consultant)
    assert [as_user(board).get(page).status_code for page in pages] == [404, 404]
    assert [as_user(consultant).get(page).status_code for page in pages] == [200, 200]


def test_nothing_is_put_back_where_one_may_not_change_things_any_more(home, elsewhere, stranger, consultant, as_user):
    effort = factories.effort(municipalities=(home, elsewhere))
    kept = delete(factories.citizens(effort), user=stranger)
    effort.municipalities.remove(elsewhere)
    url = reverse("desk:put-back", args=[kept.pk])
    answer = as_user(stranger).post(url, follow=True)
    assert answer.redirect_chain[0][0] == reverse("desk:trash") and "message--error" in answer.content.decode()
    assert not effort.citizen_groups.exists()
    assert as_user(consultant).post(url).status_code == 302 and effort.citizen_groups.exists()


def test_who_led_an_effort_puts_it_back_with_their_own_role(leader, as_user):
    kept = delete(leader.effort, user=leader)
    answer = as_user(leader).post(reverse("desk:put-back", args=[kept.pk]))
    assert answer.status_code == 302 and Effort.objects.changeable_by(leader).exists()


# --- small groups -----------------------------------------------------------------------------------------------------


def test_a_group_of_few_households_is_withheld_everywhere_on_the_page(home, board, as_user):
    effort = factories.effort(municipalities=(home,))
    factories.citizens(effort, name="To opgange", people=8713, households=2)
    text = as_user(board).get(reverse("efforts:detail", args=[effort.pk])).content.decode()
    assert "To opgange" in text
    assert "8.713" not in text and "8713" not in text


# --- too much at once -------------------------------------------------------------------------------------------------


def test_the_form_of_a_large_municipality_is_not_too_large_to_send(home, consultant, as_user):
    for _number in range(180):
        factories.area(municipality=home)
    effort = factories.effort(municipalities=(home,))
    url = reverse("desk:effort-where", args=[effort.pk])
    client = as_user(consultant)
    data = main_form(client.get(url)).data()
    assert sum(map(len, data.values())) > 1000
    assert client.post(url, data | {"areas-7-picked": "on"}).status_code == 302
    assert effort.area_reaches.count() == 1


@pytest.mark.parametrize("data", [{f"x{number}": "1" for number in range(25_000)}, {"name": "x" * 3_000_000}])
def test_what_is_too_much_is_said_in_words(home, consultant, as_user, data):
    url = reverse("desk:area-new")
    answer = as_user(consultant).generic("POST", url, urlencode(data), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400 and "<h1>" in answer.content.decode()
    assert not HousingArea.objects.exists()


def test_a_file_that_is_too_large_is_not_even_stored(home, consultant, as_user, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client, url = as_user(consultant), reverse("desk:area-new")
    for size in (4_000_000, 11_000_000):
        answer = client.post(url, {"name": "Stor", "shape_file": SimpleUploadedFile("stor.geojson", b" " * size)})
        assert answer.context["form"].errors["shape_file"].as_data()[0].code == "large"
    assert not HousingArea.objects.exists() and not list(tmp_path.iterdir())


def test_the_address_of_a_long_view_is_kept_as_far_as_it_can_be(consultant, as_user):
    query = urlencode({"q": "å" * 150})
    url = f"{reverse('desk:view-new')}?{urlencode({'page': 'areas:list', 'query': query})}"
    client = as_user(consultant)
    data = main_form(client.get(url)).data() | {"name": "Lang"}
    assert len(client.post(url, data).url) > 500
    assert len(Submission.objects.get().url) <= 500
    assert client.get(client.post(url, data).url).status_code == 200


def slivers(number: int) -> str:
    """As many strips from west to east as from south to north, each across all others."""
    far = number * 10
    strips = [(0, 10 * n, far, 10 * n + 1) for n in range(number)] + [
        (10 * n, 0, 10 * n + 1, far) for n in range(number)
    ]
    shapes = [Polygon.from_bbox((580_000 + w, 6_140_000 + s, 580_000 + e, 6_140_000 + n)) for w, s, e, n in strips]
    features = [{"type": "Feature", "geometry": json.loads(shape.geojson)} for shape in shapes]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_features_that_cross_thousands_of_times_are_refused_at_once():
    assert parse_boundary(slivers(20)).num_coords > 1000
    with pytest.raises(ValidationError) as refusal:
        parse_boundary(slivers(400))
    assert refusal.value.code == "many_features"


def test_thousands_of_rings_typed_as_corners_are_refused_at_once():
    rings = [f"{580_000 + 5 * n} 6140000\n{580_002 + 5 * n} 6140000\n{580_002 + 5 * n} 6140002" for n in range(2000)]
    with pytest.raises(ValidationError) as refusal:
        parse_boundary("\n\n".join(rings))
    assert refusal.value.code == "many_rings"
    assert len(parse_boundary("\n\n".join(rings[:100]))) == 100


# --- drafts of others, and what is counted ----------------------------------------------------------------------------


def test_a_workplace_counts_those_alone_who_are_seen(home, elsewhere, consultant, board, as_user):
    office = factories.workplace(home, name="Rådhuset")
    drafted = factories.effort(municipalities=(home,), status=EffortStatus.DRAFT)
    hidden = factories.effort(municipalities=(elsewhere,))
    for weekday, effort in enumerate((drafted, hidden), start=1):
        factories.placement(factories.post(effort), office, weekday)
    for person in (consultant, board):
        (row,) = as_user(person).get(reverse("desk:workplaces")).context["page"].rows
        assert row.staff_days == 0
    factories.placement(factories.post(factories.effort(municipalities=(home,))), office)
    (row,) = as_user(board).get(reverse("desk:workplaces")).context["page"].rows
    assert row.staff_days == 1


def test_a_draft_counts_at_no_institution(home, consultant, as_user):
    school = factories.institution(municipality=home)
    factories.partner(factories.effort(municipalities=(home,), status=EffortStatus.DRAFT), school)
    (row,) = as_user(consultant).get(reverse("areas:institutions")).context["rows"]
    assert row.efforts == 0


def test_a_party_that_drafts_alone_name_is_not_told_to_others(home, consultant, stranger, board, as_user):
    secret = factories.funder("Den Hemmelige Fond")
    draft = factories.effort(municipalities=(home,), status=EffortStatus.DRAFT)
    factories.share(draft, secret)

    def told(person) -> list[str]:
        return as_user(person).get(reverse("desk:party-names"), {"q": "hemmelig"}).json()["names"]

    history = reverse("history:funder", args=[secret.pk])
    assert told(consultant) == ["Den Hemmelige Fond"] and not told(stranger) and not told(board)
    assert as_user(stranger).get(history).status_code == 404 and as_user(consultant).get(history).status_code == 200
    draft.status = EffortStatus.PLANNED
    draft.save()
    assert told(stranger) == told(board) == ["Den Hemmelige Fond"]


# --- administrators, and those who were quicker -----------------------------------------------------------------------


def test_who_never_chose_a_password_is_not_the_administrator_left(admin_user):
    invited = actions.invite(email="ny@example.org", name="Ny", by=admin_user)
    actions.make_admin(user=invited, by=admin_user)
    with pytest.raises(ValidationError) as refusal:
        actions.unmake_admin(user=admin_user, by=admin_user)
    assert refusal.value.code == "last_admin"


def test_what_somebody_deleted_meanwhile_is_said(home):
    effort, area, estate = factories.effort(), factories.area(municipality=home), factories.estate(municipality=home)
    Effort.objects.filter(pk=effort.pk).delete()
    HousingArea.objects.filter(pk=area.pk).delete()
    for act in (
        lambda: save_post(post=Post(effort=effort, title="Ny")),
        lambda: workplace_at(area),
        lambda: add_estate(area=area, estate=estate),
    ):
        with pytest.raises(ValidationError), transaction.atomic():
            act()


# --- forms of other sites ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=lambda address: address.cell)
def test_nothing_is_taken_from_a_form_that_is_not_ours(admin_user, as_user, address):
    client = as_user(admin_user)
    client.handler.enforce_csrf_checks = True
    url = reverse(address.name, kwargs=address.filled(lambda _label: admin_user))
    assert client.post(url, address.form).status_code == 403


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "x"]
)
def test_no_address_leads_out_of_the_house(consultant, as_user, away):
    client = as_user(consultant)
    for name in ("next", "path"):
        assert client.post(reverse("desk:forget"), {name: away}).url == "/"
    assert client.post(reverse("set_language"), {"language": "en", "next": away}).url in ("/", "x")
    sign_in = {"username": consultant.email, "password": "hemmelig", "next": away}
    assert Client().post(reverse("accounts:sign-in"), sign_in).url in ("/", "x")
