"""Django's PostgreSQL backend with a cheaper look at whether a kept connection is still alive."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Asked before the first statement of each request. A server that ended has closed the socket or said goodbye on
        it, so there is something to read: only then is it asked by a statement. A look costs microseconds, a statement
        the round trip of a sixth of an intake."""
        driver: Any = self.connection
        if driver is None or driver.closed:
            return False
        poll = select.poll()
        poll.register(driver.fileno(), select.POLLIN)
        return bool(not poll.poll(0) or super().is_usable())
