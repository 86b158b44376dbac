"""Tables in HTML, which Markdown lets through as they are."""

from __future__ import annotations

from html.parser import HTMLParser

from portdocs.importing.pages import Words

Rows = list[tuple[Words, ...]]


def html_tables(html: str, line: int) -> list[tuple[int, Rows]]:
    """The tables in a piece of HTML that starts at a line, each with its own line; inner ones stand on their own."""
    parser = _Tables(line)
    parser.feed(html)
    parser.close()
    parser.finish()
    return sorted(((at, rows) for at, rows in parser.tables if rows), key=lambda one: one[0])


class _Open:
    """A table that is being read."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.rows: Rows = []
        self.row: list[Words] | None = None
        self.cell: list[str] | None = None
        self.cell_line = line
        self.links: list[str] = []
        self.span = 1
        self.below: dict[int, tuple[int, Words]] = {}
        """Cells that reach into rows below: by column, for how many, and what they say."""

    def _from_above(self) -> None:
        while self.row is not None and (above := self.below.get(len(self.row))):
            left, words = above
            if left == 1:
                del self.below[len(self.row)]
            else:
                self.below[len(self.row)] = (left - 1, words)
            self.row.append(Words(words.text, self.cell_line, words.links))

    def end_cell(self) -> None:
        if self.cell is not None and self.row is not None:
            lines = (" ".join(part.split()) for part in "".join(self.cell).split("\n"))
            self._from_above()
            words = Words("\n".join(lines).strip(), self.cell_line, tuple(self.links))
            if self.span > 1:
                self.below[len(self.row)] = (self.span - 1, words)
            self.row.append(words)
        self.cell, self.links = None, []

    def end_row(self) -> None:
        self.end_cell()
        if self.row:
            self._from_above()
            self.rows.append(tuple(self.row))
        self.row = None


class _Tables(HTMLParser):
    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first = line
        self.open: list[_Open] = []
        self.tables: list[tuple[int, Rows]] = []

    @property
    def _line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.open.append(_Open(self._line))
        if not self.open:
            return
        table = self.open[-1]
        if tag == "tr":
            table.end_row()
            table.row = []
        elif tag in ("td", "th"):
            table.end_cell()
            table.row = [] if table.row is None else table.row
            table.cell, table.cell_line = [], self._line
            span = dict(attrs).get("rowspan") or "1"
            table.span = int(span) if span.isascii() and span.isdecimal() and len(span) <= 4 else 1
        elif tag == "br" and table.cell is not None:
            table.cell.append("\n")
        elif tag == "a" and table.cell is not None:
            table.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            return
        if tag in ("td", "th"):
            self.open[-1].end_cell()
        elif tag == "tr":
            self.open[-1].end_row()
        elif tag == "table":
            self._close()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].cell is not None:
            # A line end in HTML is a space.
            self.open[-1].cell.append(data.replace("\n", " "))

    def finish(self) -> None:
        """Ends what was never closed."""
        while self.open:
            self._close()

    def _close(self) -> None:
        table = self.open.pop()
        table.end_row()
        self.tables.append((table.line, table.rows))
