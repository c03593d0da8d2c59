"""The names of the groups of accounts, and of the account under which the research is imported."""

CURATORS, EDITORS, ADMINISTRATORS = "Curators", "Editors", "Administrators"
RESEARCH_IMPORT = "research-import"
