"""Several people press the buttons of one effort's pages at once: each of them gets an answer, whoever was quicker.

python -m tests.crowd      (on the database of DATABASE_URL, which is migrated and thrown away by the caller)
"""

import logging
import random
import threading
from collections import Counter

import django
from django.apps import apps
from django.db import connection

if not apps.ready:
    django.setup()

from django.test.utils import setup_test_environment
from django.urls import reverse

from boligsocial.records.models import Deletion
from efforts.models import AreaReach
from staffing.models import Placement
from tests import factories
from tests.conftest import signed_in
from tests.page_forms import main_form

ROUNDS = 15
WORKED = {200, 302, 403, 404, 405}


class Crowd:
    """One effort with areas and posts; a person a thread, each with something else to do."""

    def __init__(self):
        self.home = factories.municipality()
        self.areas = [factories.area(municipality=self.home) for _number in range(5)]
        self.effort = factories.effort(reaches=tuple(self.areas))
        self.posts = [factories.post(self.effort) for _number in range(2)]
        self.workplaces = [factories.workplace(area) for area in self.areas[:3]]
        for post in self.posts:
            factories.placement(post, self.workplaces[0])
        self.answers: Counter = Counter()

    def send(self, client, name: str, *args, query: dict | None = None, **changes) -> None:
        url = reverse(name, args=args)
        page = client.get(url, query or {})
        if page.status_code == 200:
            data = main_form(page).data() | {"reason": "Fordi"}
            page = client.post(url, data | {key: change(data) for key, change in changes.items()})
        self.answers[name, page.status_code] += 1

    # --- what they do ---

    def reach(self, client, chance) -> None:
        note = f"areas-{chance.randrange(3)}-note"
        self.send(client, "desk:effort-where", self.effort.pk, **{note: lambda _data: [str(chance.random())]})

    def delete(self, client, chance) -> None:
        if rows := list(AreaReach.objects.filter(effort=self.effort)):
            self.send(client, "desk:delete", "efforts.areareach", chance.choice(rows).pk)

    def put_back(self, client, chance) -> None:
        if gone := Deletion.objects.filter(restored_at=None).first():
            answer = client.post(reverse("desk:put-back", args=[gone.pk]))
            self.answers["desk:put-back", answer.status_code] += 1

    def staff(self, client, chance) -> None:
        cell = f"post-{chance.choice(self.posts).pk}-day_{chance.randint(1, 5)}"
        place = chance.choice([str(self.workplaces[1].pk), f"area-{self.areas[4].pk}"])
        self.send(client, "desk:effort-staff", self.effort.pk, **{cell: lambda _data: [place]})

    def move(self, client, chance) -> None:
        post = chance.choice(self.posts)
        seat = Placement.objects.filter(post=post).first()
        query = {"from": seat.pk if seat else "", "to": f"area-{chance.choice(self.areas).pk}"}
        self.send(client, "desk:post-move", post.pk, query=query)

    def close(self, client, chance) -> None:
        query = {"last_day": f"2090-01-{chance.randint(10, 28)}"}
        self.send(client, "desk:area-close", chance.choice(self.areas).pk, query=query)


def crowd(rounds: int = ROUNDS) -> Counter:
    """What was answered how often, by the name of the page and the status."""
    made, problems = Crowd(), []
    jobs = ([made.reach], [made.delete, made.put_back], [made.staff, made.move], [made.move, made.staff], [made.close])
    clients = []
    for _job in jobs:
        person = factories.user()
        factories.member(person, made.home)
        clients.append(signed_in(person))
        clients[-1].raise_request_exception = False
    begin = threading.Barrier(len(jobs))

    def work(number: int) -> None:
        try:
            chance = random.Random(number)
            begin.wait()
            for turn in range(rounds):
                jobs[number][turn % len(jobs[number])](clients[number], chance)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=[number]) for number in range(len(jobs))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if problems:
        raise problems[0]
    return made.answers


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    setup_test_environment()
    found = crowd()
    print(dict(found))
    assert {status for _name, status in found} <= WORKED, found
