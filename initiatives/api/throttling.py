"""A limit of requests in a minute for each IP address; every response states it in its ``RateLimit`` headers.

The requests are counted in Django’s cache, which all workers of a machine share. The count is approximate: two requests
at the same moment may count as one.
"""

from django.utils.functional import cached_property
from rest_framework.throttling import AnonRateThrottle, BaseThrottle


def client_address(request) -> str:
    """The IP address that the throttles of API and log-in count by.

    It is that of the connection or, with ``TRUST_PROXY``, the last one in X-Forwarded-For, which the proxy adds; a client
    can forge the others. The setting ``NUM_PROXIES`` of DRF says which.
    """
    return BaseThrottle().get_ident(request)


class PoliteThrottle(AnonRateThrottle):
    """DRF’s throttle with ``RateLimit`` headers.

    The setting ``DEFAULT_THROTTLE_RATES`` holds the rate; None means no limit.
    """

    def allow_request(self, request, view) -> bool:
        try:
            return super().allow_request(request, view)
        except OSError:  # the cache’s disk is full or read-only: allow the request
            self.history, self.now = [], self.timer()
            return True

    @cached_property
    def headers(self) -> dict[str, str]:
        if self.rate is None:
            return {}
        oldest = self.history[-1] if self.history else self.now
        return {
            "RateLimit-Limit": str(self.num_requests),
            "RateLimit-Remaining": str(max(0, self.num_requests - len(self.history))),
            "RateLimit-Reset": str(max(0, round(oldest + self.duration - self.now))),
        }
