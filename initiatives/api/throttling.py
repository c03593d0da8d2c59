"""Polite use: so many requests a minute for each address, said in the headers of every answer.

They are counted in the cache of the settings, which the workers of a machine share. Two requests in the same moment may
count as one: it is a courtesy, no lock.
"""

from django.utils.functional import cached_property
from rest_framework.throttling import AnonRateThrottle


class PoliteThrottle(AnonRateThrottle):
    """Keeps count for one request and says it; the rate stands in the settings, None switches it off."""

    def allow_request(self, request, view) -> bool:
        try:
            return super().allow_request(request, view)
        except OSError:  # a disk that is full or read-only keeps nobody from reading
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
