"""Who publishes the record and under which licence: the words that settings, pages, files and feeds share. Knows nothing else."""

SITE_NAME = "Minilat"
SITE_TITLE = "Minilat: the record of minilateral technology commitments"
SITE_LICENCE = "CC BY 4.0"
LICENCE_NAME = "Creative Commons Attribution 4.0 International"
LICENCE_ID = "CC-BY-4.0"  # as SPDX has it
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
