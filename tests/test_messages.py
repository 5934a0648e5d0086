"""Danish is complete: every text has a translation that keeps its placeholders, and the compiled file is in step."""

import re

import polib
import pytest

from boligsocial.common.management.commands.messages import CATALOGUE, all_messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(CATALOGUE))


def test_every_text_is_in_the_catalogue_and_no_other(catalogue):
    listed = {(entry.msgctxt or "", entry.msgid) for entry in catalogue}
    assert listed == {(context, text) for context, text, _plural in all_messages()}


def test_every_text_has_danish(catalogue):
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


def test_a_text_has_one_plural():
    """The catalogue finds a text by its singular: with two plurals one would be lost."""
    plurals = {}
    for context, text, plural in all_messages():
        plurals.setdefault((context, text), set()).add(plural)
    assert {key: found for key, found in plurals.items() if len(found) > 1} == {}


def test_translations_keep_the_placeholders(catalogue):
    wrong = []
    for entry in catalogue:
        for text in [entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values():
            wanted = {frozenset(PLACEHOLDER.findall(source)) for source in (entry.msgid, entry.msgid_plural) if source}
            if frozenset(PLACEHOLDER.findall(text)) not in wanted:
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_the_compiled_file_is_in_step(catalogue):
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled} == {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue
    }
