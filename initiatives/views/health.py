"""Whether the site works, for those who operate it."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse


def healthz(request):
    """The process is up."""
    return HttpResponse("up\n", content_type="text/plain")


def readyz(request):
    """The database answers and has every migration; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # whatever keeps the database from answering
        return HttpResponse(f"the database does not answer: {type(error).__name__}\n", "text/plain", 503)
    if waiting:
        return HttpResponse(f"{len(waiting)} migrations are waiting\n", "text/plain", 503)
    return HttpResponse("ready\n", content_type="text/plain")
