"""Imports: the research files, curators’ spreadsheets, and the reference rows that the code defines."""
