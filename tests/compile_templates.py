"""Compiles every template of the project and finds lines over 160 characters: `python -m tests.compile_templates`."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template

LINE_LIMIT = 160


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    names = sorted(template_names(settings.BASE_DIR))
    faults = [fault for fault in map(compile_one, names) if fault]
    faults += long_lines(settings.BASE_DIR / "templates")
    print("\n".join([*faults, f"{len(names)} templates, {len(faults)} with faults."]))
    return 1 if faults else 0


def template_names(root):
    for folder in (root / "templates", root / "initiatives" / "templates"):
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(Path(path).relative_to(folder))


def long_lines(root):
    """Where a template of a page or drawing has a line that is too long; a plain text keeps its lines."""
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".html", ".svg", ".xml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > LINE_LIMIT:
                yield f"{path.relative_to(root)}:{number}: {len(line)} characters; at most {LINE_LIMIT}"


def compile_one(name):
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        return f"{name}: {error}"


if __name__ == "__main__":
    sys.exit(main())
