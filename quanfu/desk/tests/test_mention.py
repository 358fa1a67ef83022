"""@name in a private note."""

from collections.abc import Callable

import pytest

from quanfu.core.actor import SYSTEM
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.mention import mention_people
from quanfu.desk.actions.note import add_note
from quanfu.desk.models import Mention, Request
from quanfu.org.models import Notification, Person, Unit

pytestmark = pytest.mark.django_db


def test_colleagues_named_in_a_note_are_told_once_with_a_link(
    make_request: Callable[..., Request], li: Person, wu: Person, qian: Person
) -> None:
    request = make_request()
    note = add_note(request=request, kind="note", text="@吴芳请派人，@qian 看一下受理意见", by=li)
    run_jobs()
    mention_people(note=note, by=SYSTEM)
    for person in (wu, qian):
        told = Notification.objects.get(person=person, text__contains=li.name)
        assert request.number in told.url
    assert Mention.objects.count() == 2


def test_who_may_not_see_the_request_is_not_called(
    make_request: Callable[..., Request], li: Person, sun: Person, chen: Person
) -> None:
    add_note(request=make_request(), kind="note", text="@孙伟 @陈晨 @不存在的人 看一下", by=li)
    run_jobs()
    assert not Mention.objects.exists() and not Notification.objects.filter(person__in=[sun, chen]).exists()


def test_the_longest_name_is_meant(
    make_request: Callable[..., Request],
    make_person: Callable[..., Person],
    front: Unit,
    company: Unit,
    li: Person,
    wu: Person,
) -> None:
    longer = make_person("wufangfang", "吴芳芳", front, "agent", company)
    add_note(request=make_request(), kind="note", text="@吴芳芳你好", by=li)
    run_jobs()
    assert [mention.person for mention in Mention.objects.all()] == [longer]


@pytest.mark.parametrize("kind", ["reply", "call"])
def test_only_private_notes_call_colleagues(
    make_request: Callable[..., Request], li: Person, kind: str
) -> None:
    add_note(request=make_request(), kind=kind, text="@吴芳 会联系您", by=li)
    run_jobs()
    assert not Mention.objects.exists()


def test_the_number_of_names_is_limited(
    make_request: Callable[..., Request], li: Person, set_rule: Callable[..., None]
) -> None:
    set_rule("desk.mention_most", 1)
    add_note(request=make_request(), kind="note", text="@吴芳 @钱敏", by=li)
    run_jobs()
    assert [mention.person.name for mention in Mention.objects.all()] == ["吴芳"]
