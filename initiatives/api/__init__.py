"""The read-only JSON API under ``/api/v1/``.

It takes the filters of the list pages, and a row has the columns of the CSV files. A request passes through
``parameters`` (parses the query string), ``field_selection`` (``fields`` and ``expand``), ``pagination`` and
``serializers``; ``views`` calls them, and ``schema`` describes the API in OpenAPI 3.
"""
