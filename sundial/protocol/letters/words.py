"""The words of an HTML letter: nothing of it is run, fetched or laid out; what is left is plain text."""

import html

HIDDEN = ("script", "style", "head", "title", "template", "svg", "math", "object", "noscript")
BREAKS = {
    *("br", "p", "div", "li", "tr", "table", "ul", "ol", "blockquote", "pre", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
SMALL = str.maketrans({chr(one): chr(one + 32) for one in range(ord("A"), ord("Z") + 1)})  # keeps every place


def words_of(written: str) -> str:
    """Return the words; one pass over it from the left, however it is written."""
    low, said, here = written.translate(SMALL), [], 0
    while here < len(written):
        opens = written.find("<", here)
        if opens < 0:
            said.append(written[here:])
            break
        said.append(written[here:opens])
        here, name = _beyond(low, opens)
        if name in BREAKS:
            said.append("\n")
    return html.unescape("".join(said))


def _beyond(low: str, opens: int) -> tuple[int, str]:
    """Return where the words go on after a mark, and which mark it was; what is never closed hides the rest."""
    if low.startswith("<!--", opens):
        return _after(low, "-->", opens + 4), ""
    closes = _after(low, ">", opens)
    name = "".join(one if one.isalnum() else " " for one in low[opens + 1 : opens + 13]).split()
    first = name[0] if name else ""
    if first in HIDDEN and low[opens + 1] != "/":
        return _after(low, ">", _after(low, f"</{first}", closes)), ""
    return closes, first


def _after(low: str, what: str, since: int) -> int:
    found = low.find(what, since)
    return len(low) if found < 0 else found + len(what)
