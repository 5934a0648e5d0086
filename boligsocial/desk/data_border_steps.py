"""The steps of bringing boundaries in: file, what its attributes mean, look through on the map."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import ImportState
from areas.models import Import
from boligsocial.desk.data_steps import InOrder, Step, Steps, WrongStep, files, is_of_borders

STEPS = {
    "file": gettext_lazy("File"),
    "layer": gettext_lazy("Areas and day"),
    "look": gettext_lazy("Look through"),
}


def border_steps(current: str, batch: Import | None = None) -> Steps:
    """The steps as seen from `current`; without a file it is about to be chosen."""
    keys = list(STEPS)
    addresses = {}
    if batch is not None and batch.state in (ImportState.UPLOADED, ImportState.CHECKED):
        addresses["layer"] = reverse("data:border-layer", args=[batch.pk])
    if batch is not None and batch.state == ImportState.CHECKED:
        addresses["look"] = reverse("data:border", args=[batch.pk])
    steps = [
        Step(str(label), addresses.get(key, ""), key == current, keys.index(key) < keys.index(current))
        for key, label in STEPS.items()
    ]
    return Steps(_("Steps of bringing boundaries in"), steps)


class BordersInOrder(InOrder):
    """A page about a file with boundaries, in some `states`."""

    def batch(self, lock: bool = False) -> Import:
        rows = files()
        batch = self.rule.row(self.request.user, self.kwargs, rows.select_for_update(of=("self",)) if lock else rows)
        if batch.state not in self.states or not is_of_borders(batch):
            raise WrongStep(batch)
        return batch
