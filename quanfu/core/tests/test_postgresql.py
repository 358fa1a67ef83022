"""A connection is kept between requests and looked at before it is used."""

import pytest
from django.db import connection

from quanfu.core.models.job import Job
from quanfu.core.testing import counted_queries


@pytest.mark.django_db(transaction=True)
def test_a_kept_connection_is_looked_at_without_a_statement_and_found_dead_when_the_server_ended_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file")
    Job.objects.exists()
    with counted_queries() as seen:
        assert connection.is_usable()
    assert not seen
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = (
        True,
        False,
    )  # as at the start of a request
    assert not Job.objects.exists()
