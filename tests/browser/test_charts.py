"""Charts in a browser: each mark links to as many records as it shows, and no label covers another."""

import random
import re

import pytest

from .conftest import DESK, PHONE

PICTURES = {
    "matrix": "/explore/matrix/",
    "open matrix": "/explore/matrix/?open=all&grouping=quad&grouping=aukus",
    "state matrix": "/explore/matrix/?rows=state&columns=grouping&technology=quantum",
    "timeline": "/explore/timeline/",
    "trend": "/explore/trend/",
    "trend by technology": "/explore/trend/?by=technology",
    "network": "/explore/network/",
    "states linked": "/explore/network/?view=states",
    "map": "/explore/map/",
    "world": "/explore/map/?view=world&grouping=quad",
}
MARKED = {
    **PICTURES,
    "compare": "/compare/?grouping=quad&grouping=us-rok-japan",
    "bridge": "/compare/?state=KOR&grouping=quad",
}
FOLLOWED = 20
BOXES = """() => [...document.querySelectorAll('main svg text')].map((text) => {
  const box = text.getBoundingClientRect();
  return {words: text.textContent.trim(), size: parseFloat(getComputedStyle(text).fontSize),
          left: box.left, right: box.right, top: box.top, bottom: box.bottom};
}).filter((box) => box.words && box.right > box.left)"""


def overlapping(boxes, slack=1):
    found = []
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if across > slack and down > slack + 2:  # a box of text is higher than its letters
                found.append((one["words"], other["words"]))
    return found


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", PICTURES.values(), ids=PICTURES)
def test_no_label_covers_another_and_none_is_too_small(visit, address, size):
    visitor = visit(address, viewport=size)
    boxes = visitor.page.evaluate(BOXES)

    assert boxes
    assert overlapping(boxes) == []
    assert [box["words"] for box in boxes if box["size"] < 11] == []
    assert visitor.errors == []


@pytest.mark.parametrize("address", MARKED.values(), ids=MARKED)
def test_twenty_marks_lead_to_as_many_records_as_they_say(visit, sample, address):
    page = visit(address).page
    marks = page.eval_on_selector_all(
        ".mark[data-count]",
        "marks => marks.map((mark) => [mark.getAttribute('href'), mark.dataset.count])",
    )
    chosen = sample(random.Random(address).sample(marks, min(FOLLOWED, len(marks))), 5)

    assert chosen
    said, found = {}, {}
    for href, count in chosen:
        body = page.request.get(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + href).text()
        number = re.search(r'id="count">(?:<a[^>]*>)?([\d\u202f]+)', body)
        said[href], found[href] = int(count), number and int(number[1].replace("\u202f", ""))
    assert found == said
