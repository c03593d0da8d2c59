"""Releases: numbered data packages of everything public, which never change and from which the site can be rebuilt.

``building`` makes a release. Its parts are written by ``dump`` (all records as JSON lines), ``csv_tables``,
``database`` (SQLite), ``differences`` (from the previous release) and ``documentation``. ``rebuilding`` reads a dump
into an empty database, and ``catalogue`` lists the releases.
"""
