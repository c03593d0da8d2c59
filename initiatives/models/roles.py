"""Roles: the groups of accounts, who may publish, and the account under which the research is imported."""

CURATORS, EDITORS, ADMINISTRATORS = "Curators", "Editors", "Administrators"
RESEARCH_IMPORT = "research-import"


def is_editor(user) -> bool:
    """Whether the user may publish, withdraw and change what is public: editors and administrators may.

    Looked up once for each user object, as Django does with permissions.
    """
    if not hasattr(user, "_is_editor"):
        user._is_editor = user.is_superuser or user.groups.filter(name__in=[EDITORS, ADMINISTRATORS]).exists()
    return user._is_editor
