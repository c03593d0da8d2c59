"""Citations of records, lists and releases.

``items`` builds CSL-JSON items, ``styles`` renders them in a citation style, ``formats`` writes them as BibTeX, RIS and
CSL-JSON.
"""
