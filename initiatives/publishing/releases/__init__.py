"""A release: a frozen package of all that is public, from which others read, cite and rebuild the site.

``making`` writes it; ``dump`` holds the record itself, ``tables`` and ``database`` the same for readers, ``changes`` the
difference from the release before, ``papers`` what describes it all. ``rebuilding`` reads the dump back. Which releases
there are says ``shelf``.
"""
