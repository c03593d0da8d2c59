"""A legend inside the drawing, for the copy that leaves the page."""

from ...charts.drawing import SMALL_FONT_SIZE, text_width

LINE, SIGN, SPACE = 20, 28, 22


def with_legend(drawing: dict, legend: list[dict], left: int = 8) -> dict:
    """The drawing with room for the legend at its foot: each item gets its place, in lines as wide as the drawing."""
    x, y, items = left, drawing["height"] + 6, []
    for item in legend:
        width = SIGN + text_width(item["words"], SMALL_FONT_SIZE) + SPACE
        if x > left and x + width > drawing["width"]:
            x, y = left, y + LINE
        items.append({**item, "x": x, "y": y, "words_x": x + SIGN, "base": y + 14})
        x += width
    return {**drawing, "legend": items, "height": y + LINE + 6}
