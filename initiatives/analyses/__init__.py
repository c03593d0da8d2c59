"""Four answers that follow from the record: what has gone quiet, what is due, who meets how often, and what was read.

Each is one module: published rows and a day in, plain dataclasses out; no request, no HTML. A day means what is certainly
dated up to it; without one, everything counts. ``docs/analyses.md`` gives the definitions for readers.
"""
