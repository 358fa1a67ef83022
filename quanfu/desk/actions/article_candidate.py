"""What is asked often is proposed to the library."""

from typing import TYPE_CHECKING

from quanfu.core.actor import Actor
from quanfu.desk.queries.repeated import repeated_enquiries
from quanfu.knowledge.actions.candidate import propose_article

if TYPE_CHECKING:
    from quanfu.org.models import Unit


def propose_articles(*, company: "Unit", by: Actor) -> int:
    """Propose an article for each type of enquiry that comes again and again; how many stand proposed. Twice changes nothing."""
    found = repeated_enquiries(company)
    for each in found:
        title = (
            f"{each.service_type.parent.name} / {each.service_type.name}"
            if each.service_type.parent
            else each.service_type.name
        )
        propose_article(
            company=company, source=each.source, title=title, count=each.count, examples=each.examples, by=by
        )
    return len(found)
