"""What headers and cells say in words; the words themselves are data (areas/data/intake_words.csv)."""

import re
import unicodedata
from functools import cache

from areas.reference import DATA
from boligsocial.common.loading import read_csv
from boligsocial.common.text import search_key

# Dashes and strokes of other kinds, as they come from other programs.
_ALIKE = dict.fromkeys(map(ord, "\u2010\u2011\u2012–—−"), "-") | dict.fromkeys(map(ord, "\u2044\u2215"), "/")
_SPAN = re.compile(r"(?<!\d)(?:19|20)(\d\d)[-/–](\d\d)(?!\d|[-/.]\d)")  # "2021-24", but also "2024-12"
_YEAR = re.compile(r"(?<!\d)(1\d{3}|2\d{3})(?!\d)")
_DAY = re.compile(r"\b(?:pr |den )*\d{1,2} (?:januar|jan|juli|jul|oktober|okt|december|dec)\b")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-[ \t]*[\r\n]+\s*(?=[a-zæøå])")
_FOOTNOTES = re.compile(r"(?:[\s*†‡¹²³⁴-⁹⁾]|(?<![\d(])\d\)|\*+\))+$")


def folded(text: str) -> str:
    """Letters and figures only, in small letters: how headers are compared."""
    return " ".join(re.findall(r"[^\W_]+", search_key(one_line(text))))


def one_line(text: str) -> str:
    """A text written over several lines; a word that was divided at the end of one is whole again."""
    return " ".join(_HYPHEN.sub("", text).split())


def without_footnotes(text: str) -> str:
    """A name or a header without the marks of footnotes after it."""
    return _FOOTNOTES.sub("", text)


def told(text: str) -> str:
    """A cell's words: spaces and dashes of all kinds are one, case and both Unicode forms alike."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_ALIKE)).casefold().split())


def written(name: str) -> list[str]:
    """A name as it is, and with its dashes and strokes close to the words, or apart from them."""
    if "-" not in name and "/" not in name:
        return [name]
    close = re.sub(r"\s*([-/])\s*", r"\1", name)
    apart = re.sub(r"([-/])", r" \1 ", close)
    return [name, close, apart, close.replace("-", "–"), apart.replace("-", "–")]


def without_years(text: str) -> str:
    """The folded words of a header, but for years and days of the year ("pr. 1. januar 2021")."""
    return " ".join(re.sub(r"\b(19[89]\d|20\d\d)\b", " ", _DAY.sub(" ", folded(text))).split())


def years_in(text: str) -> set[int]:
    """The years that a text names; "2021-24" names two, "2024-12" is a month."""
    years = {int(year) for year in _YEAR.findall(text)}
    for first, last in _SPAN.findall(text):
        if last > first:
            years.add(2000 + int(last))
    return years


@cache
def _words() -> dict[str, dict[str, str]]:
    """By kind: what each word means."""
    found: dict[str, dict[str, str]] = {}
    for row in read_csv(DATA / "intake_words.csv"):
        key = folded(row["word"]) if row["kind"] in ("header", "part_of_header", "status") else told(row["word"])
        found.setdefault(row["kind"], {})[key] = row["meaning"]
    return found


def column(text: str) -> str:
    """The target that a header means, "" when it is none we know: the whole header, else the longest part known.

    A count of people ("Antal …") that belongs to a figure in per cent is its numerator; targets.py sees to that.
    """
    parts = [without_footnotes(part) for part in text.split("|") if not is_unit(part) and len(folded(part)) > 1]
    bare = re.sub(r"\(([^()]*)\)", lambda found: " " if is_unit(found[1]) else found[0], " ".join(parts))
    name = without_years(bare)
    whole = _words()["header"].get(name)
    if whole:
        return whole
    parts = [word for word in _words()["part_of_header"] if word in name]
    return _words()["part_of_header"][max(parts, key=len)] if parts else ""


def is_heading(text: str) -> bool:
    """Whether a cell is a header we know, or a unit."""
    return is_unit(text) or folded(text) in _words()["header"]


def availability(text: str) -> str | None:
    """ "not_available" or "withheld" where a cell says so instead of a number, else None."""
    word = told(text.removeprefix("'"))
    if word in _words()["no_figure"]:
        return _words()["no_figure"][word]
    return "withheld" if re.fullmatch(_few(), word) else None


@cache
def _few() -> str:
    """A number after a word for "less than": "<5", "under 5"."""
    return "(?:" + "|".join(map(re.escape, _words()["few"])) + r")\s*\d{1,3}|[0-4]\s*[-–]\s*[1-9]"


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, or a word in the place of one."""
    return availability(text) is not None or bool(re.fullmatch(r"[-+−]?[\d.,\s\xa0]+%?", text))


def is_total(text: str) -> bool:
    return told(text).rstrip(":") in _words()["total"]


def yes_or_no(text: str) -> bool | None:
    """What a column "on the list" says; "no (left the list this year)" is no."""
    word = re.sub(r"\s*\(.*\)", "", told(text))
    return {"yes": True, "no": False}.get(_words()["answer"].get(word, ""))


def is_mark(text: str) -> bool:
    """Whether a cell only says yes or no, or that there is nothing."""
    return yes_or_no(text) is not None or availability(text) is not None


def statuses(text: str) -> list[str] | None:
    """The names of lists in a cell or a header, as ListStatus has them; None where a part of it is none."""
    bare = re.sub(r"\([^)]*\)", " ", text.rpartition("|")[2])
    found = [_words()["status"].get(without_years(part), "") for part in re.split(r"[,;/+&]|\bog\b|\band\b", bare)]
    found = list(dict.fromkeys(found))
    return None if "" in found or not found else found


def lists_named(text: str) -> set[str]:
    """The lists that a title or the name of a sheet speaks of; "parallelsamfund" is not also "parallel"."""
    rest, found = f" {folded(text)} ", set()
    for word in sorted(_words()["status"], key=len, reverse=True):
        if f" {word} " in rest:
            rest = rest.replace(f" {word} ", " ")
            found.add(_words()["status"][word])
    return found


def is_count(text: str) -> bool:
    """Whether a header speaks of a number of people, not of a share of them: "Antal dømte", "Dømte (antal)".

    "Antal dømte pr. 10.000" is a share.
    """
    ends = (told for part in re.split(r"[|(]", text) if (told := folded(part).split()))
    return per_many(text) is None and any(_words()["count_word"].keys() & {told[0], told[-1]} for told in ends)


def is_unit(text: str) -> bool:
    """Whether a part of a header says only what is counted or measured."""
    word = told(text).strip("()[] ")
    return word in _words()["unit"] or is_per_cent(word) or word in _words()["count_word"]


def is_money(text: str) -> bool:
    """Whether a header says that its numbers are amounts."""
    return not _words()["money"].keys().isdisjoint(folded(text).split())


def per_many(text: str) -> int | None:
    """Of how many a header counts, where that is not a hundred: "pr. 10.000" (beboere)."""
    found = [word for word in _words()["per_many"] if word in told(text)]
    return int(_words()["per_many"][max(found, key=len)]) if found else None


def municipality_names(text: str) -> list[str]:
    """The search keys a municipality may be known by: "Københavns Kommune" is "københavn" with words around it."""
    bare = " ".join(word for word in search_key(told(text)).split() if word not in _words()["municipality_word"])
    bare = bare.strip(" ,.-()")
    return list(dict.fromkeys(name for name in (search_key(told(text)), bare, bare.removesuffix("s")) if name))


def is_per_cent(text: str) -> bool:
    """What stands after a number in per cent: the sign, or the word."""
    return text in _words()["per_cent"]
