"""The API under ``/api/v1/``: the nouns of the record as JSON, for reading only.

A query means what it means to the page and the files, and a row has the columns of the files. ``shapes`` says what a row
holds, ``parameters`` reads the query, ``pages`` cuts the rows into pages, ``views`` answers, ``schema`` describes it all.
"""
