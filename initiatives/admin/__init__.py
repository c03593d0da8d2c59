"""The curators' desk, on Django's own admin: importing a module registers its ModelAdmins."""

from . import (  # noqa: F401 (for what they register)
    accounts,
    comments,
    commitments,
    follow_ups,
    groupings,
    import_records,
    leads,
    link_checks,
    search_log,
    sources,
    statements,
    states,
    summits,
    technologies,
)
