"""The job that runs one 'later' reaction of an event."""

from quanfu.core.events import Event, reactions_to
from quanfu.core.jobs.backend import job
from quanfu.core.models.journal import JournalEntry


@job()
def react(journal_id: int, reaction: str) -> None:
    """Run ``reaction`` (dotted path) for the act in that journal row, if the wiring table still names it for the event."""
    event = Event.of(JournalEntry.objects.get(pk=journal_id))
    for function in reactions_to(event.name)[1]:
        if f"{function.__module__}.{function.__name__}" == reaction:
            function(event)
            return
    raise LookupError(f"{reaction} is no longer wired to {event.name}")
