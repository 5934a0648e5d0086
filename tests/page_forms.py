"""The forms of a page as a browser without JavaScript would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SENT_BY_BUTTON = {"submit", "button", "reset", "image"}


@dataclass
class Control:
    name: str
    kind: str  # input type, "select" or "textarea"
    value: str = ""
    options: list[str] = field(default_factory=list)
    is_on: bool = True  # for check boxes and radio buttons: ticked
    many: bool = False
    options_chosen: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[Control] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """What is sent when nothing is touched."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            if control.kind == "file" or not control.is_on:
                continue
            values = control.options_chosen if control.kind == "select" else [control.value]
            found.setdefault(control.name, []).extend(values)
        return {name: values for name, values in found.items() if values}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms: list[PageForm] = []
        self.form = self.select = self.area = self.option = None

    def handle_starttag(self, tag, attrs):
        about = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(about.get("action", ""), about.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is None or "disabled" in about:
            return
        elif tag in ("input", "button"):
            self._input(tag, about)
        elif tag == "select" and about.get("name"):
            self.select = Control(about["name"], "select", many="multiple" in about)
            self.form.controls.append(self.select)
        elif tag == "option" and self.select is not None:
            self._option(about)
        elif tag == "textarea" and about.get("name"):
            self.area = Control(about["name"], "textarea")
            self.form.controls.append(self.area)

    def _input(self, tag, about):
        kind = about.get("type", "text" if tag == "input" else "submit")
        if not about.get("name"):
            return
        control = Control(about["name"], kind, about.get("value", "on" if kind in ("checkbox", "radio") else ""))
        if kind in SENT_BY_BUTTON:
            self.form.buttons.append(control)
            return
        control.is_on = kind not in ("checkbox", "radio") or "checked" in about
        self.form.controls.append(control)

    def _option(self, about):
        value = about.get("value", "")
        if "selected" in about:
            self.select.options_chosen.append(value)
        self.select.options.append(value)

    def handle_data(self, data):
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select" and self.select is not None:
            if not self.select.options_chosen and self.select.options and not self.select.many:
                self.select.options_chosen = [self.select.options[0]]
            self.select = None
        elif tag == "textarea" and self.area is not None:
            # A browser leaves out the line break right after the tag.
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None


def forms_of(response) -> list[PageForm]:
    """Every form of the page, in order."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def main_form(response) -> PageForm:
    """The form that the page is for: the posted one with the most controls."""
    return max((one for one in forms_of(response) if one.method == "post"), key=lambda one: len(one.controls))
