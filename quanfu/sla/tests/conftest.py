from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from quanfu.core.actions.calendar import save_calendar
from quanfu.core.actor import SYSTEM
from quanfu.core.clock import at
from quanfu.core.models import WorkCalendar
from quanfu.desk.actions.assignment import assign_request
from quanfu.desk.actions.classification import classify_request
from quanfu.desk.actions.review import review_request
from quanfu.desk.models import Request, ServiceType
from quanfu.org.models import Person, PersonSkill, Skill, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]


def local(text: str) -> datetime:
    """'2026-11-20 17:00' on the wall in Shanghai. 2026-11-20 is a Friday."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def office(company: Unit) -> WorkCalendar:
    """Company A works 9 to 12 and 13 to 18, Monday to Friday: 480 minutes a day."""
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE)
    row = save_calendar(calendar=None, code="office", name="办公", tz="Asia/Shanghai", week=week, by=SYSTEM)
    Unit.objects.filter(pk=company.pk).update(calendar=row)
    company.calendar = row
    return row


@pytest.fixture
def qian(qian: Person, company: Unit) -> Person:
    """The acceptor, qualified to accept (REQ-7)."""
    skill = Skill.objects.create(company=company, code="acceptance", name="受理资格")
    PersonSkill.objects.create(person=qian, skill=skill, level=2)
    return qian


@pytest.fixture
def opened(make_request: Callable[..., Request], office: WorkCalendar) -> Request:
    """Came in on Friday 2026-11-20 at 10:00."""
    with at(local("2026-11-20 10:00")):
        return make_request()


@pytest.fixture
def assigned(opened: Request, repair_type: ServiceType, qian: Person, sun: Person, wu: Person) -> Request:
    """Classified, approved and sent to sun at 11:00 of the same Friday."""
    with at(local("2026-11-20 11:00")):
        classify_request(request=opened, service_type=repair_type, by=qian)
        review_request(request=opened, reasonable=True, feasible=True, by=qian)
        assign_request(request=opened, person=sun, by=wu)
    return opened
