"""Names by id, for tables of figures: also of channels no longer in use."""

from collections.abc import Collection

from quanfu.channels.models import Channel


def channel_names(ids: Collection[int]) -> dict[int, str]:
    return dict(Channel.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name"))


def channels_of(company_ids: Collection[int]) -> list[tuple[int, str]]:
    """(id, name) of the companies' channels."""
    return list(Channel.objects.filter(company__in=company_ids).order_by("name").values_list("pk", "name"))
