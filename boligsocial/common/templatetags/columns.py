"""The header and the cells of a table whose columns people choose (boligsocial/records/lists.py)."""

from django import template
from django.template import Node, NodeList, TemplateSyntaxError
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from boligsocial.common.columns import in_words

register = template.Library()


@register.inclusion_tag("components/column_headers.html", takes_context=True)
def column_headers(context, table) -> dict:
    """The header cells of the columns shown; those that sort are links."""
    return {"columns": table.headers, "request": context["request"], "sort": context.get("sort", "")}


class CellsNode(Node):
    """The cells of one row, in the order of the columns: by the template where it says how, else the value in words.

    A dictionary of compiled pieces instead of an {% if %} for each column: a page has hundreds of cells.
    """

    child_nodelists = ()

    def __init__(self, table, row, pieces: dict[str, NodeList]):
        self.table, self.row, self.pieces = table, row, pieces

    def render(self, context) -> str:
        row, cells = self.row.resolve(context), []
        for column, before, after in self.table.resolve(context).cells:
            piece = self.pieces.get(column.key)
            if piece is None:
                cells.append(f"{before}{_plain(column, row)}{after}")
            else:
                cells.append(f"{before}{piece.render(context)}{after}")
        return mark_safe("\n".join(cells))


def _plain(column, row) -> str:
    value = column.value(row)
    words = escape(in_words(column.kind, value))
    return words if value or value == 0 else format_html('<span class="not-known">{}</span>', words)


@register.tag
def cells(parser, token):
    """{% cells table row %}{% cell "name" %}…{% endcell %}…{% endcells %}"""
    try:
        _name, table, row = token.split_contents()
    except ValueError:
        raise TemplateSyntaxError("cells takes a table and a row") from None
    pieces = {}
    while True:
        parser.parse(("cell", "endcells"))  # what stands between the pieces is layout
        inner = parser.next_token()
        if inner.contents == "endcells":
            break
        key = inner.split_contents()[1].strip("\"'")
        pieces[key] = parser.parse(("endcell",))
        parser.delete_first_token()
    return CellsNode(parser.compile_filter(table), parser.compile_filter(row), pieces)
