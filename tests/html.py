"""HTML as a reader gets it, whatever the lines of its templates."""

import re

BLOCKS = "article dd div dl dt figcaption figure form h1 h2 h3 h4 header input li ol p path section svg"
BLOCKS += (
    " table tbody td text th thead title tr ul use line rect g circle fieldset legend label details summary"
)
BLOCK = f"</?(?:{'|'.join(BLOCKS.split())})(?=[ />])[^>]*>"


def flat(html):
    """Return HTML with runs of white space as one space, and none where a browser shows none.

    None is shown beside the edge of a block or a shape; within an element, none
    before its first word and after its last.
    """
    html = re.sub(r"\s+", " ", html)
    html = re.sub(rf" ?({BLOCK}) ?", r"\1", html)
    html = re.sub(r"(<[a-z][^>]*>) ", r"\1", html)
    return re.sub(r" (</[a-z0-9]+>)| (?=>)", r"\1", html)
