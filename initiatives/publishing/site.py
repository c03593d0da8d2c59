"""The name and the licence of the site, for settings, pages, files and feeds."""

SITE_NAME = "Minilat"
SITE_TITLE = "Minilat: the record of minilateral technology commitments"
SITE_LICENCE = "CC BY 4.0"
LICENCE_NAME = "Creative Commons Attribution 4.0 International"
LICENCE_ID = "CC-BY-4.0"  # in the SPDX License List
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
