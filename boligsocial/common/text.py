"""Keys for searching and sorting names, since neither database folds or sorts Danish letters alike."""

import unicodedata

from django.db import models
from django.db.models.lookups import Contains
from django.utils.translation import get_language

# After z, in the order of the Danish alphabet.
_AFTER_Z = str.maketrans({"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"})

# Letters that keyboards abroad lack, and what is typed for them.
_TYPED_FOR = (("æ", "ae"), ("ø", "oe"), ("ü", "ue"))


def search_key(text: str) -> str:
    """Fold case and both Unicode forms, and write å as aa, so that "ØRBÆK" and "Aarhus" find their names."""
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return folded.replace("å", "aa")


def spellings(key: str) -> list[str]:
    """A search key as others may write it: "oerbaek" for "ørbæk", and the other way."""
    found = {key: None}
    for letter, typed in _TYPED_FOR:
        for known in list(found):
            found |= dict.fromkeys((known.replace(typed, letter), known.replace(letter, typed)))
    return list(found)


@models.CharField.register_lookup
class Spelt(models.Lookup):
    """Of columns with search keys: those that hold a key in any of its spellings."""

    lookup_name = "spelt"

    def as_sql(self, compiler, connection):
        found = [compiler.compile(Contains(self.lhs, each)) for each in spellings(self.rhs)]
        return f"({' OR '.join(sql for sql, _params in found)})", [one for _sql, params in found for one in params]


def sort_key(text: str) -> str:
    """A key that sorts as Danes do: æ, ø, å (and aa) after z; case and both Unicode forms alike."""
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return folded.replace("aa", "å").translate(_AFTER_Z)


def code_key(text: str) -> str:
    """Fold a code: case and spaces do not matter, nor the noughts before a number, which spreadsheets drop."""
    key = "".join(search_key(text).split())
    return key.lstrip("0") or "0" if key.isdecimal() else key


def bilingual(field: str) -> property:
    """What the fields `…_da` and `…_en` of a model say, in the language in use."""
    return property(lambda self: getattr(self, f"{field}_{'da' if get_language() == 'da' else 'en'}"))


class NamedModel(models.Model):
    """A name with its keys. The keys follow the name at every save; bulk writers call `set_keys` themselves."""

    search_key = models.CharField(max_length=400, editable=False, db_index=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    class Meta:
        abstract = True

    def set_keys(self) -> None:
        self.search_key = search_key(self.name)
        self.sort_key = sort_key(self.name)

    def save(self, **kwargs) -> None:
        self.set_keys()
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key", "sort_key"}
        super().save(**kwargs)
