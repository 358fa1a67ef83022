"""Work of channels after commit."""

from datetime import datetime

from quanfu.channels.actions import call, group_hook, talk_queue, talk_robot, talk_words
from quanfu.channels.actions.breach import find_unanswered
from quanfu.channels.actions.check import due_channels, open_check
from quanfu.channels.actions.incoming import give_up_reading, understand_incoming
from quanfu.channels.actions.message import deliver, give_up_sending
from quanfu.channels.queries.channel import channel_by_id
from quanfu.core.actor import SYSTEM
from quanfu.core.jobs import job
from quanfu.core.queries.job import parked_jobs_of


@job(queue="slow")
def deliver_message(message_id: int) -> None:
    deliver(message_id=message_id, by=SYSTEM)


@job(queue="slow")
def deliver_to_group(hook_id: int, text: str) -> None:
    group_hook.deliver(hook_id=hook_id, text=text, by=SYSTEM)


@job(queue="slow", priority=5)
def read_incoming(incoming_id: int) -> None:
    understand_incoming(incoming_id=incoming_id, by=SYSTEM)


@job()
def take_up_parked() -> None:
    """What was given up on without a word is shown where people look: in quarantine, or among the failed messages."""
    for parked in parked_jobs_of(read_incoming.module_path):
        give_up_reading(job=parked, by=SYSTEM)
    for parked in parked_jobs_of(deliver_message.module_path):
        give_up_sending(job=parked, by=SYSTEM)


@job(queue="talk")
def hear_talk(talk_id: int) -> None:
    talk_robot.answer_as_robot(talk_id=talk_id, by=SYSTEM)


@job()
def hear_talks() -> None:
    talk_words.pass_on_words(by=SYSTEM)


@job()
def return_unanswered(talk_id: int, given_at: str) -> None:
    talk_queue.return_talk(talk_id=talk_id, given_at=datetime.fromisoformat(given_at), by=SYSTEM)


@job()
def mail_unread(talk_id: int) -> None:
    talk_words.mail_what_is_unread(talk_id=talk_id, by=SYSTEM)


@job()
def tend_talks() -> None:
    talk_words.pass_on_words(by=SYSTEM)
    talk_queue.end_idle(by=SYSTEM)
    talk_queue.give_all_waiting(by=SYSTEM)


@job()
def check_channels() -> None:
    for channel_id in due_channels(by=SYSTEM):
        check_channel.enqueue(channel_id=channel_id)


@job(queue="slow")
def check_channel(channel_id: int) -> None:
    open_check(channel=channel_by_id(channel_id), by=SYSTEM)


@job()
def watch_reply_limits() -> None:
    find_unanswered(by=SYSTEM)


@job()
def watch_calls() -> None:
    """After the end of a shift the supervisor hears of callers nobody called back; silent calls are over."""
    call.end_silent_calls(by=SYSTEM)
    call.report_missed_calls(by=SYSTEM)
