"""The admin's forms for rows that people edit together: the same rules as on the pages, with the admin's means."""

from django import forms

from boligsocial.common.editing import THEIRS, TrackedForm, value_of


class AdminForm(TrackedForm):
    """Refused as stale, it shows what others wrote in the fields that one did not touch oneself."""

    def offer_theirs(self, current) -> None:
        for one in self.conflict.differences:
            if one.kept == THEIRS:
                name = one.name.removeprefix(f"{self.prefix}-") if self.prefix else one.name
                self._show(name, value_of(current, current._meta.get_field(name)))

    def _show(self, name: str, value) -> None:
        html_name, field = self.add_prefix(name), self.fields[name]
        widget = getattr(field.widget, "widget", field.widget)
        if isinstance(widget, forms.CheckboxInput):
            self.data.pop(html_name, None)
            if value:
                self.data[html_name] = "on"
        elif isinstance(value, list):
            self.data.setlist(html_name, [str(row.pk) for row in value])
        else:
            shown = field.prepare_value(value)
            text = str(shown) if isinstance(widget, forms.Select) else widget.format_value(shown)
            self.data[html_name] = "" if shown is None or text is None else text


class InlineForm(AdminForm):
    """A row of the page's own row: why it is changed is said once, for the whole page."""

    reason = None

    def why(self) -> str:
        return (self.data.get("reason") or "").strip()
