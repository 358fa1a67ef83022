"""A complaint from the customers' page to its closing, by clicking; every gate refuses when it should."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quanfu.channels.models import Channel
from quanfu.core.testing import run_jobs
from quanfu.desk.actions.dispute import open_dispute
from quanfu.desk.models import Complaint, ServiceType
from quanfu.org.models import Person, Unit
from quanfu.quality.models import Evaluation
from quanfu.surveys.models import Answer
from quanfu.surveys.queries.invitation import invitation_of, rating_path
from tests.browser.conftest import PHONE, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def submit(page: Any) -> None:
    press(page, "main form[method=post] [type=submit]")


def refused(page: Any, *fields: str) -> None:
    """Submitted as it stands, the page comes back and says beside each of these fields what is missing."""
    submit(page)
    for field in fields:
        said = page.locator(
            f".field:has([name={field}]) .field-error, fieldset:has([name={field}]) .field-error"
        )
        expect(said.first, f"{page.url}: nothing said at {field}").to_be_attached()


def choose(page: Any, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('change', {bubbles: true})); }", value
    )


def complains(page: Any, company: Unit) -> str:
    page.goto(f"/c/{company.code}/")
    press(page, "a[href$='/complain/']")
    page.locator("[name=body]").fill("报修三天没人来，打电话也没人管。")
    page.locator("[name=contact_name]").fill("王建国")
    press(page, "form.ask .button--primary")
    lost = "refused without a phone, and nothing is lost"
    expect(page.locator("[name=body]"), lost).to_have_value(re.compile("报修三天"))
    page.locator("[name=contact_phone]").fill("138 0000 0001")
    press(page, "form.ask .button--primary")
    number = re.search(r"FW-\d{8}-\d+", page.locator(".receipt-number").inner_text())
    assert number
    return number[0]


@pytest.mark.req("CMP-1", "CMP-5", "CMP-7", "CMP-8", "CMP-9", "CMP-10", "CMP-18")
def test_a_complaint_goes_from_the_portal_to_its_closing_past_every_gate(
    sits_at: Callable[..., Any],
    company: Unit,
    portal_channel: Channel,
    li: Person,
    zheng: Person,
    enquiry_type: ServiceType,
    tmp_path: Path,
) -> None:
    visitor, agent = sits_at(None, PHONE), sits_at(li)
    number = complains(visitor, company)
    case = f"/desk/complaints/{number}"
    found = Complaint.objects.get(request__number=number)
    assert found.acknowledgements.exists(), "from outside it is acknowledged by itself"

    agent.goto("/desk/complaints/")
    press(agent, f"a[href*='{number}']")
    agent.locator(".case-gate").nth(4).wait_for()

    agent.goto(f"{case}/acknowledgement/")  # a second word, by phone: not without procedure and date
    agent.locator("[name=procedure]").fill("")
    agent.locator("[name=expected_at]").fill("")
    refused(agent, "procedure", "expected_at")

    agent.goto(f"{case}/decision/")  # no decision without assessment and findings
    agent.locator("[name=text]").fill("已安排上门")
    agent.locator("[name=is_solved][value=yes]").check()
    agent.locator("[name=way][value=phone]").check()
    submit(agent)
    expect(agent).to_have_url(re.compile("/decision/$"))
    assert not found.decisions.exists()

    agent.goto(f"{case}/assessment/")
    refused(agent, "severity")
    choose(agent, "service_type", str(enquiry_type.pk))
    agent.locator("[name=severity][value=major]").check()
    submit(agent)
    assert Evaluation.objects.filter(request=found.request).exists(), "a major one is evaluated as a whole"

    agent.goto(f"{case}/finding/")
    refused(agent, "text", "cause")
    agent.locator("[name=text]").fill("派单后漏看，三天未联系。")
    agent.locator("[name=is_confirmed][value=yes]").check()
    choose(agent, "cause", "delay")
    submit(agent)

    agent.goto(f"{case}/remedy/")
    agent.locator("[name=kind][value=apology]").check()
    agent.locator("[name=text]").fill("电话致歉")
    submit(agent)

    agent.goto(f"{case}/decision/")
    agent.locator("[name=text]").fill("今日上门，并由班长回访。")
    agent.locator("[name=is_solved][value=yes]").check()
    agent.locator("[name=way][value=phone]").check()
    submit(agent)
    found.refresh_from_db()
    assert found.state == "solved"

    open_dispute(complaint=found, text="客户要求退一周采暖费", by=li)
    agent.goto(f"{case}/closure/")
    refused(agent)
    for gate in ("补偿", "致歉", "纠纷", "回访", "经验教训"):
        expect(agent.locator("main")).to_contain_text(gate)
    found.refresh_from_db()
    assert found.state == "solved", "without a return call it stays solved"

    agent.goto(f"/desk/disputes/{found.disputes.get().pk}/")
    agent.locator("[name=agreement]").fill("减免三天采暖费")
    refused(agent, "proof")
    paper = tmp_path / "协议.txt"
    paper.write_text("双方同意减免三天采暖费。", encoding="utf-8")
    agent.locator("[name=proof]").set_input_files(str(paper))
    submit(agent)

    agent.goto(f"{case}/remedy/")
    agent.locator("[name=kind][value=compensation]").check()
    agent.locator("[name=text]").fill("减免三天采暖费")
    refused(agent, "amount")
    agent.locator("[name=amount]").fill("260")
    submit(agent)  # above the agent's limit: waits for the head
    agent.goto(f"{case}/return-call/")
    refused(agent, "verdict", "text")
    agent.locator("[name=verdict][value=content]").check()
    agent.locator("[name=text]").fill("已上门，满意")
    submit(agent)
    agent.goto(f"{case}/closure/")
    agent.locator("[name=lesson]").fill("派单台增加超时提醒")
    refused(agent)
    found.refresh_from_db()
    assert found.state == "called", "an offer still waits for its approval"

    head = sits_at(zheng)
    head.goto("/desk/remedies/")
    press(head, "tbody a[data-row-link]")
    head.locator("[name=approved][value=yes]").check()
    submit(head)

    agent.goto(f"{case}/closure/")
    refused(agent, "lesson")
    agent.locator("[name=lesson]").fill("派单台增加超时提醒")
    submit(agent)
    found.refresh_from_db()
    assert (found.state, found.lesson) == ("closed", "派单台增加超时提醒")

    run_jobs()
    invitation = invitation_of(found.request)
    assert invitation is not None
    visitor.goto(rating_path(invitation))
    expect(visitor.locator("main"), "the handling itself is rated").to_contain_text("处理是否公正")
    assert not Answer.objects.exists()
