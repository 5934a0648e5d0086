"""Several threads at the same rows at once, through the real forms and actions; then the log is held against the rows.

python -m tests.hammer      (on the database of DATABASE_URL, which is migrated and thrown away by the caller)
"""

import random
import threading
import time
from types import SimpleNamespace

import django
from django.apps import apps
from django.db import connection, transaction
from simple_history.models import HistoricalRecords

if not apps.ready:
    django.setup()

from areas.models import HousingArea
from efforts.models import Budget, Effort, FundingShare
from staffing.models import Placement, Post
from tests import factories, games

THREADS, ROUNDS = 4, 40


class Logged:
    """A game in which each thread plays one person and writes down what was acknowledged."""

    def play(self, person: int, chance: random.Random) -> None:
        self.number += len(self.people)
        self.reason = f"{person}:{self.number}"
        HistoricalRecords.context.request = SimpleNamespace(user=self.people[person])
        if person not in self.open:
            with transaction.atomic():
                self.lock()
                self.open[person] = self.show()
            # People look before they write, and others get their turn meanwhile.
            time.sleep(chance.random() / 50)
            return
        self.tally["sent"] += 1
        self.send(person, self.open[person], chance)

    def acknowledge(self, person: int, seen: dict, changed: dict) -> None:
        self.tally["saved"] += 1
        self.log.append((self.reason, seen, changed))
        del self.open[person]

    def lock(self) -> None:
        """What one sees is of one moment."""


class Area(Logged, games.AreaGame):
    def lock(self) -> None:
        HousingArea.objects.select_for_update().order_by("pk").get(pk=self.pk)

    def save(self, form) -> None:
        super().save(form)
        # The order of the saves, whatever the order in which the threads come to write them down.
        self.reason = form.instance.version


class Sheet(Logged, games.SheetGame):
    def lock(self) -> None:
        Effort.objects.select_for_update().order_by("pk").get(pk=self.effort.pk)

    def show(self):
        self.ledger = self.state()
        return super().show()


class Move(Logged, games.MoveGame):
    def lock(self) -> None:
        Post.objects.select_for_update().order_by("pk").get(pk=self.post.pk)

    def send(self, person, opened, chance) -> None:
        # The other games' oracle needs to know what is there when the move is made; here the log is enough.
        self.ledger = _Anything()
        super().send(person, opened, chance)


class _Anything(dict):
    def __missing__(self, name):
        return None


def hammer(threads: int = THREADS, rounds: int = ROUNDS) -> dict:
    """Make the rows, let the threads loose on them, and raise games.Lost for anything that is not as acknowledged."""
    home = factories.municipality()
    people = [factories.user() for _number in range(threads)]
    for person in people:
        factories.member(person, home)
    area = factories.area(municipality=home, homes=1)
    estates = [factories.estate(municipality=home) for _number in range(2)]
    effort = factories.effort(municipalities=(home,))
    payers = [factories.funder() for _number in range(3)]
    factories.budget(effort, 2026, 100_000_00)
    factories.share(effort, payers[0], year=2026, amount=50_000_00)
    post = factories.post(effort)
    places = [factories.workplace(factories.area(municipality=home)) for _number in range(3)]
    factories.placement(post, places[0], 1)

    logs: dict[str, list] = {"area": [], "sheet": [], "move": []}
    start = {}
    tally, problems = games.Tally(), []

    def make():
        mine = games.Tally()
        return {
            "area": Area(area, people, mine, estates),
            "sheet": Sheet(effort, people, mine, [payer.pk for payer in payers]),
            "move": Move(post, people, mine, places),
        }, mine

    for name, game in make()[0].items():
        start[name] = game.state()
    begin = threading.Barrier(threads)

    def work(person: int) -> None:
        try:
            chance = random.Random(person)
            all_games, mine = make()
            for name, game in all_games.items():
                game.number, game.log = person, logs[name]
            begin.wait()
            for _round in range(rounds):
                for game in all_games.values():
                    game.play(person, chance)
            tally.update(mine)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=[person]) for person in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if problems:
        raise problems[0]
    games.replays(HousingArea, Budget, FundingShare, Placement, Post, Effort)
    game = make()[0]
    _retrace(start["area"], sorted(logs["area"], key=lambda one: one[0]), game["area"].state())
    order = _order(FundingShare, Budget)
    # Who wrote what others had written already wrote nothing.
    wrote = [one for one in logs["sheet"] if one[0] in order]
    _retrace(start["sheet"], sorted(wrote, key=lambda one: order[one[0]]), game["sheet"].state())
    game["sheet"].check(game["sheet"].state())
    # Raises where two places hold on one day; and nothing was saved that nobody acknowledged.
    game["move"].state()
    written = set(Placement.history.exclude(history_change_reason=None).values_list("history_change_reason", flat=True))
    if written != {reason for reason, _seen, _changed in logs["move"]}:
        raise games.Lost("the history of the placements and the acknowledged moves differ")
    return dict(tally)


def _order(*models) -> dict[str, object]:
    """When each save was made, by its reason: saves of one effort come one after the other."""
    found = {}
    for model in models:
        for reason, when in model.history.values_list("history_change_reason", "history_date"):
            found[reason] = min(when, found.get(reason, when))
    return found


def _retrace(start: dict, log: list, end: dict) -> None:
    """Every change replaced what its sender had seen, and together they make what is there now."""
    now = dict(start)
    for reason, seen, changed in log:
        for name, value in changed.items():
            if now.get(name) not in (seen.get(name), value):
                raise games.Lost(f"{reason}: {name} was {now.get(name)}, seen {seen.get(name)}, became {value}")
            if value is None:
                now.pop(name, None)
            else:
                now[name] = value
    if now != end:
        raise games.Lost(f"acknowledged {now}, saved {end}")


if __name__ == "__main__":
    print(hammer())
