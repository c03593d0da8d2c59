"""Prints figures of the source tree: on 25 November 2026 (commit dbcfcc4), now and wanted. `make figures` runs it.

A further row is one function with the decorator `figure`. Counted are .py, .html, .css, .js and .svg files of the site.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# A file name may repeat when it names a layer, a noun, or one subject that several packages work on.
NAMES = """__init__ base shared urls
    commitments follow_ups groupings memberships modes sources statements search_log states summits technologies
    codebook comments duplicates history leads link_checks merging queues search transitions
    map matrix network timeline trend"""
FIGURES = []


def figure(name, before, wanted):
    """Make the decorated function a row of the table; `before` is what it returned on commit dbcfcc4."""
    return lambda function: FIGURES.append((name, before, function, wanted))


def files(*suffixes, folders=("initiatives", "templates", "minilat")):
    paths = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    return [path for path in paths if not {"migrations", "data"} & set(path.parent.relative_to(ROOT).parts[:2])]


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def code_lines_of(path):
    """The number of lines that are neither blank nor, in Python, only a comment or a docstring."""
    is_python, skipped = path.suffix == ".py", set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_python else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.update(range(node.lineno, node.end_lineno + 1))
    lines = (line.strip() for number, line in enumerate(lines_of(path), 1) if number not in skipped)
    return sum(bool(line) and not (is_python and line.startswith("#")) for line in lines)


@figure("entries in initiatives/ beside __init__, apps, urls", 62, "at most 18")
def entries():
    return len([path for path in (ROOT / "initiatives").glob("[!_]*") if path.name not in ("apps.py", "urls.py")])


@figure("packages in the arrow rule", "31 layers", "one ordered list")
def packages():
    test = (ROOT / "tests" / "contract" / "test_arrow.py").read_text(encoding="utf-8")
    return len(ast.literal_eval(re.search(r"^PACKAGES = (\[.*?\])", test, re.MULTILINE | re.DOTALL)[1]))


@figure("file names with several meanings", 14, "none")
def ambiguous_names():
    places = defaultdict(list)
    for path in files(".py", folders=["initiatives"]):
        places[path.stem].append(path)
    return ", ".join(sorted(name for name in places.keys() - set(NAMES.split()) if len(places[name]) > 1)) or "none"


@figure("application lines, without migrations and data", "30,945 (23,609 of code)", "not more; 22,000 after part 3")
def application_lines():
    counted = files(".py", ".html", ".css", ".js", ".svg")
    return f"{sum(len(lines_of(path)) for path in counted):,} ({sum(map(code_lines_of, counted)):,} of code)"


@figure("longest Python module", 714, "-")
def longest_module():
    return max(len(lines_of(path)) for path in files(".py"))


@figure("deepest admin class: own classes above it", 20, "at most 4")
def deepest_admin_class():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files(".py", folders=["initiatives/admin"])]
    classes = {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    def above(name):
        own = {base.id for base in classes[name].bases if isinstance(base, ast.Name) and base.id in classes}
        return own.union(*map(above, own))

    return max(len(above(name)) for name, node in classes.items() if node.decorator_list)


@figure("widest line of an HTML template (how many over 160)", "1020 (267)", "160 (0)")
def widest_template_line():
    widths = [len(line) for path in files(".html") for line in lines_of(path)]
    return f"{max(widths)} ({sum(width > 160 for width in widths)})"


@figure("stylesheets per public page", "14 to 18", "1")
def stylesheets():
    return (ROOT / "templates" / "components" / "styles.html").read_text(encoding="utf-8").count('rel="stylesheet"')


@figure("last whole run of `make test`", "1,150 to 2,400 s of processor time", "480 s of processor time")
def test_times():
    times = ROOT / "var" / "test-times.txt"
    return times.read_text(encoding="utf-8") if times.exists() else "not run here yet"


if __name__ == "__main__":
    rows = [("figure", "25 Nov 2026", "now", "wanted")]
    rows += [(name, str(before), str(function()), wanted) for name, before, function, wanted in FIGURES]
    for row in rows:
        print(
            " | ".join(cell.ljust(max(len(other[place]) for other in rows)) for place, cell in enumerate(row)).rstrip()
        )
