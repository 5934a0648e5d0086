"""Collect every text of the project into the Danish catalogue, without GNU gettext.

English texts are the msgids, so only Danish has a catalogue. Texts that are no longer used are dropped; new ones are
left empty for a person to translate, and a test fails until it is done.
"""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "da" / "LC_MESSAGES" / "django.po"
SOURCES = ("areas", "efforts", "staffing", "boligsocial")
# django-leaflet's controls have no Danish catalogue of their own.
BORROWED = ("leaflet",)
CALLS = ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy")
_STRING = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(\s*((?:(?:{_STRING}|\w+)\s*,?\s*)+)\)")

Message = tuple[str, str, str]  # context, text, plural; the last two empty where there is none


def python_messages(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in CALLS:
                yield from _message(name, node.args)


def template_messages(source: str) -> Iterator[Message]:
    for match in _IN_TEMPLATE.finditer(templatize(source)):
        call = ast.parse(f"f({match[2].strip().rstrip(',')})", mode="eval").body
        yield from _message(match[1], call.args)


def _message(name: str, args: list[ast.expr]) -> Iterator[Message]:
    texts = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name.startswith("pgettext") and len(texts) >= 2:
        yield texts[0], texts[1], ""
    elif name.startswith("ngettext") and len(texts) >= 2:
        yield "", texts[0], texts[1]
    elif texts and texts[0]:
        yield "", texts[0], ""


def all_messages() -> set[Message]:
    """Every text of the project and of the packages whose texts we translate."""
    base = Path(settings.BASE_DIR)
    roots = [base / name for name in SOURCES]
    roots += [Path(find_spec(name).origin).parent for name in BORROWED]
    code = [path for root in roots for path in root.rglob("*.py") if "migrations" not in path.parts]
    pages = [*(base / "templates").rglob("*.html"), *(base / "templates").rglob("*.txt")]
    pages += [path for root in roots for path in root.rglob("templates/**/*.html")]
    found = {message for path in code for message in python_messages(path.read_text("utf-8"))}
    return found | {message for path in pages for message in template_messages(path.read_text("utf-8"))}


def refreshed(old, messages: set[Message]):
    """A catalogue of exactly these messages, with the translations that the old one has."""
    import polib  # a tool of the developers: the server needs only the compiled file

    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old}
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "da",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    plurals = {(context, text): plural for context, text, plural in sorted(messages)}
    for (context, text), plural in sorted(plurals.items(), key=lambda item: (item[0][1].casefold(), item[0])):
        entry = known.get((context, text)) or polib.POEntry(msgid=text, msgctxt=context or None)
        entry.msgid_plural = plural
        if plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        entry.flags = ["python-format"] if "%(" in text else []
        new.append(entry)
    return new


class Command(BaseCommand):
    help = "Refresh and compile the Danish catalogue from all texts in code and templates."

    def handle(self, **options):
        import polib

        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
        new = refreshed(old, all_messages())
        new.save(str(CATALOGUE))
        new.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))
        missing = [entry for entry in new if not entry.translated()]
        self.stdout.write(f"{len(new)} texts, {len(missing)} without Danish.")
