"""Editorial work: transitions, checks, integrity, duplicates, merging, restoring, comments, leads, link checks and
queues.
"""
