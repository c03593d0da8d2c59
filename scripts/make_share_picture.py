"""Draws initiatives/static/minilat/share.png, the image that other sites show beside a shared link to Minilat.

    python scripts/make_share_picture.py [path of Chromium]

Run it when the design changes; the image is committed. It needs Playwright (requirements-dev.txt) and Chromium.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "initiatives" / "static" / "minilat"
WIDTH, HEIGHT = 1200, 630
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: {width}px; height: {height}px; box-sizing: border-box; padding: 84px 90px; background: #ffffff;
  border-left: 28px solid #0b5563; font-family: "TeX Gyre Pagella", Palatino, Georgia, serif; color: #16201f; }}
svg {{ width: 96px; height: 96px; vertical-align: middle; margin-right: 28px; }}
h1 {{ display: inline; font-size: 84px; vertical-align: middle; }}
p {{ font-size: 50px; line-height: 1.28; margin: 56px 0 0; max-width: 950px; }}
small {{ display: block; margin-top: 50px; font: 30px/1.4 "Noto Sans", "Liberation Sans", sans-serif; color: #4b5759; }}
</style>{mark}<h1>Minilat</h1>
<p>What small groups of states promise each other on technology, where it is written, and what happened since.</p>
<small>An open, source-traced record. CC BY 4.0.</small>"""


def main(chromium: str = "/usr/bin/chromium"):
    mark = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless=new", "--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(PAGE.format(width=WIDTH, height=HEIGHT, mark=mark))
        page.screenshot(path=STATIC / "share.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
