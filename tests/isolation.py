"""Where a page prints a stored name among other words without isolating it from them."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# A browser shows the title of a page as a line of its own.
LET_BE = {"bdi", "title", "script", "style", "textarea"}


class _Isolation(HTMLParser):
    def __init__(self, mark):
        super().__init__()
        self.mark, self.open, self.bare = mark, [], set()

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append((tag, dict(attributes)))

    def handle_startendtag(self, tag, attributes):
        """Pass over what holds no text: shapes."""

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        around = self.open[1:]  # without html, which has a dir
        if (
            self.mark in data
            and f"\u2068{self.mark}" not in data
            and not any(isolates(*one) for one in around)
        ):
            self.bare.add(" ".join(tag for tag, _attributes in around[1:]))


def isolates(tag, attributes):
    return tag in LET_BE or "dir" in attributes or "direction" in attributes


def bare(html, mark):
    """Return where in HTML a mark stands bare, each a path of tags: {"main p small"}."""
    parser = _Isolation(mark)
    parser.feed(html)
    return parser.bare
