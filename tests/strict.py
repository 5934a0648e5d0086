"""Make an unknown variable in one of our templates an error; Django itself shows an empty text."""

import sys

from django.conf import settings
from django.template.base import Node

OURS = str(settings.BASE_DIR / "templates")


class UnknownVariable(AssertionError):
    """A template names a variable that its page does not give it."""


class Strict(str):
    """Stands for `string_if_invalid`: Django writes the name into it with % when it holds "%s"."""

    def __new__(cls):
        return super().__new__(cls, "")

    def __contains__(self, text: str) -> bool:
        return text == "%s"

    def __mod__(self, missing) -> str:
        origin = template_in_use()
        if origin.startswith(OURS):
            raise UnknownVariable(f"{missing} is not known in {origin}")
        return ""


def template_in_use() -> str:
    """The file of the innermost template node being rendered."""
    frame = sys._getframe(1)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return node.origin.name
        frame = frame.f_back
    return ""
