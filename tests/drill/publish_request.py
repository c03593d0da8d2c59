"""A process that answers one request of an editor, to be killed by ``test_kill_publish``.

python publish_request.py ADDRESS SESSION < lines of name=value     says “begins” and then “answered 302”
"""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def main(address, session):
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    data = dict(line.strip().split("=", 1) for line in sys.stdin if line.strip())
    print("begins", flush=True)
    print("answered", client.post(address, data).status_code, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
