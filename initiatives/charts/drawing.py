"""Measures for drawings, and the style of a picture that leaves the site.

On a page a picture takes its colours from the site's style sheets; as a file it carries ``charts.css`` with the tokens'
light values put in, since other programs know neither custom properties nor ``light-dark()``.
"""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

STYLES = Path(__file__).resolve().parent.parent / "static" / "minilat"
CHARACTER_WIDTH = 0.56  # mean width of a character of a sans-serif font, in its size
FONT_SIZE = 13
SMALL_FONT_SIZE = 12


def text_width(text: str, size: int = FONT_SIZE) -> int:
    """About how wide a text is drawn, in pixels; wide (East Asian) characters count double."""
    wide = sum(ord(character) > 0x2E80 for character in text)
    return round((len(text) + wide) * CHARACTER_WIDTH * size + 2)


def clipped(text: str, width: int, size: int = FONT_SIZE) -> str:
    """The text, cut with an ellipsis so that it is drawn within the width."""
    if text_width(text, size) <= width:
        return text
    room = max(1, int(width / (CHARACTER_WIDTH * size)) - 1)
    return text[:room].rstrip() + "…"


def wrapped(text: str, characters: int) -> list[str]:
    """The text in lines of at most so many characters, broken at spaces."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > characters:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


LEGEND_LINE, LEGEND_SIGN, LEGEND_SPACE = 20, 28, 22


def with_legend(drawing: dict, legend: list[dict]) -> dict:
    """The drawing with room for the legend at its foot: each item gets its place, in lines as wide as the drawing."""
    left = 8
    x, y, items = left, drawing["height"] + 6, []
    for item in legend:
        width = LEGEND_SIGN + text_width(item["words"], SMALL_FONT_SIZE) + LEGEND_SPACE
        if x > left and x + width > drawing["width"]:
            x, y = left, y + LEGEND_LINE
        items.append({**item, "x": x, "y": y, "words_x": x + LEGEND_SIGN, "base": y + 14})
        x += width
    return {**drawing, "legend": items, "height": y + LEGEND_LINE + 6}


CAPTION_LINE_HEIGHT = 16


def standalone_context(drawing: dict, caption: str) -> dict:
    """What a drawing needs to stand alone: style, the site's address before its links, and the caption below it."""
    characters = max(40, int(drawing["width"] / (CHARACTER_WIDTH * SMALL_FONT_SIZE)) - 3)
    lines = [*wrapped(caption, characters), f"{settings.SITE_URL} – data CC BY 4.0"]
    top = drawing["height"] + CAPTION_LINE_HEIGHT
    return {
        "standalone": True,
        "style": stylesheet(),
        "base_url": settings.SITE_URL,
        "caption": caption,
        "caption_lines": [{"y": top + index * CAPTION_LINE_HEIGHT, "text": line} for index, line in enumerate(lines)],
        "standalone_height": CAPTION_LINE_HEIGHT * (len(lines) + 1),
    }


@cache
def stylesheet() -> str:
    """The style of the pictures (``charts*.css``, above their mark "page") with literal light colours, for a file."""
    tokens = (STYLES / "tokens.css").read_text(encoding="utf-8")
    values = dict(re.findall(r"--([\w-]+):\s*([^;]+);", tokens.partition("@media")[0]))
    values = {name: re.sub(r"light-dark\(([^,]+),[^)]*\)", r"\1", value) for name, value in values.items()}
    sheets = (
        sheet.read_text(encoding="utf-8") for sheet in sorted(STYLES.glob("charts*.css"), key=lambda sheet: sheet.stem)
    )
    text = "".join(sheet.partition("/* page */")[0] for sheet in sheets)
    text = re.sub(r"light-dark\(([^,]+),[^)]*\)", r"\1", text)
    while match := re.search(r"var\(--([\w-]+)\)", text):
        text = text.replace(match[0], values.get(match[1], "inherit"))
    return text
