import pytest

from quanfu.core.subscriber import subscriber


@pytest.mark.parametrize(("one", "other"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("::ffff:203.0.113.7", "203.0.113.7"), ("fe80::1%eth0", "fe80::2"), ("unknown", "unknown"),
])  # fmt: skip
def test_addresses_of_one_line_count_together(one: str, other: str) -> None:
    assert subscriber(one) == subscriber(other)


@pytest.mark.parametrize(("one", "other"), [
    ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("203.0.113.7", "203.0.113.8"), ("", "203.0.113.7"),
])  # fmt: skip
def test_addresses_of_different_lines_count_apart(one: str, other: str) -> None:
    assert subscriber(one) != subscriber(other)
