"""The funding sheet as a browser without scripts works with it, and what it left in the database."""

from django.urls import reverse

from efforts.models import Budget, FundingShare
from tests.page_forms import main_form


class Browser:
    """A browser without JavaScript on the sheet: what it shows, changed, is what it sends."""

    def __init__(self, client, effort):
        self.client, self.url = client, reverse("desk:effort-money", args=[effort.pk])
        self.open()

    def open(self, address: str = ""):
        self.response = self.client.get(address or self.url)
        assert self.response.status_code == 200
        self.data = main_form(self.response).data()

    def send(self, do: str = "", **changes):
        """Fields by name, with "_" for "-"."""
        data = self.data | {name.replace("_", "-"): value for name, value in changes.items()}
        reason = {} if do or "reason" in changes else {"reason": "Tilsagn"}
        self.response = self.client.post(self.url, {**data, **reason, **({"do": do} if do else {})})
        if self.response.status_code == 200:
            self.data = main_form(self.response).data()
        return self.response

    def use(self, do: str, **fields):
        data = self.data | fields | {"do": do}
        self.response = self.client.post(self.url, data)
        assert self.response.status_code == 200
        self.data = main_form(self.response).data()
        return self.response

    def text(self, name: str) -> str:
        return self.data[name][0]

    @property
    def is_saved(self) -> bool:
        return self.response.status_code == 302

    def errors(self) -> dict:
        assert self.response.status_code == 200
        return self.response.context["form"].errors

    def tool_errors(self) -> dict:
        return self.response.context["tools"].errors


def amounts(effort, status=None) -> dict:
    rows = FundingShare.objects.filter(effort=effort, **({"status": status} if status else {}))
    return {(row.funder.name, row.year): row.amount for row in rows.select_related("funder")}


def budgets(effort) -> dict:
    return dict(Budget.objects.filter(effort=effort).values_list("year", "amount"))
