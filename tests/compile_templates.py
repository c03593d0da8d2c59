"""Compiles every template of the project: `python -m tests.compile_templates`."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    names = sorted(template_names(settings.BASE_DIR))
    faults = [fault for fault in map(compile_one, names) if fault]
    print("\n".join([*faults, f"{len(names)} templates, {len(faults)} with faults."]))
    return 1 if faults else 0


def template_names(root):
    for folder in (root / "templates", root / "initiatives" / "templates"):
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(Path(path).relative_to(folder))


def compile_one(name):
    try:
        get_template(name)
    except TemplateSyntaxError as error:
        return f"{name}: {error}"


if __name__ == "__main__":
    sys.exit(main())
