"""A page of HTML as the tests of the generated pages look at it."""

from __future__ import annotations

from html.parser import HTMLParser

_EMPTY = ("meta", "link", "br")


class Page(HTMLParser):
    """Attributes by element, and the text inside each element with an id."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str | None]] = []
        self.text: dict[str, str] = {}
        self.headings: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self.open.append((tag, dict(attrs).get("id")))
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, name in self.open:
            if name:
                self.text[name] = self.text.get(name, "") + data

    def values(self, attribute: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [found for _, attributes in self.elements if (found := attributes.get(attribute))]
