"""Polite use: so many requests a minute for each address, said in the headers of every answer."""

from django.utils.functional import cached_property
from rest_framework.throttling import AnonRateThrottle


class PoliteThrottle(AnonRateThrottle):
    """Keeps count for one request and says it; the rate stands in the settings, None switches it off."""

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
