"""`quanfu reindex`: the index of the search, made anew from what is there."""

import click

from quanfu.cli.base import django, progress, require_migrated
from quanfu.cli.texts import _


@click.command(
    help=_(
        "Read every request with its conversation and make its search index anew. Work goes on meanwhile, and all is still "
        "found. Needed only after a repair of the database by hand."
    )
)
def command() -> None:
    django()
    require_migrated()
    from quanfu.desk.actions.request_words import index_all_requests
    from quanfu.desk.queries.request import count_requests
    from quanfu.knowledge.actions.word import learn_articles

    learn_articles()
    for _pk in progress(index_all_requests(), _("Requests"), total=count_requests()):
        pass
