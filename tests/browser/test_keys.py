"""What the hand does without the mouse beside the great stories: templates, macros, lists with a bar of acts."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from quanfu.desk.actions.macro import save_macro
from quanfu.desk.actions.reply_template import save_reply_template
from quanfu.desk.models import Note, Request
from quanfu.org.models import Person
from tests.browser.conftest import PHONE, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitsAt = Callable[..., Any]
TEXT = "{{contact_name}}您好，编号 {{number}}，请补充地址。"


def keep_templates(zheng: Person) -> None:
    for name, shortcut, text in (("已受理", "sl", "已受理您的需求。"), ("请补充", "bc", TEXT)):
        save_reply_template(instance=None, name=name, shortcut=shortcut, text=text, position=1, by=zheng)


def area(page: Any) -> Any:
    return page.locator("[data-composer] textarea")


def focused(page: Any, inside: str) -> None:
    page.locator(f"{inside}:focus").first.wait_for()


def test_a_template_is_chosen_with_the_arrows_and_esc_leads_back_to_the_text(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person, zheng: Person
) -> None:
    keep_templates(zheng)
    request = make_request()
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    page.keyboard.press("r")
    page.keyboard.press("Control+j")
    focused(page, ".reply-template > summary")
    page.keyboard.press("Escape")
    focused(page, "[data-composer] textarea")
    expect(page.locator(".composer-templates[open]")).to_have_count(0)
    page.keyboard.press("Control+j")
    focused(page, ".reply-template > summary")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".reply-template[open] >> text=请补充地址")
    page.keyboard.press("Enter")
    focused(page, "[data-composer] textarea")
    expect(area(page)).to_have_value(f"王建国您好，编号 {request.number}，请补充地址。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".said--reply")
    assert Note.objects.get().text.endswith("请补充地址。")


def test_what_is_typed_while_a_note_is_on_its_way_stays_and_so_does_the_hand(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request()
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    held: list[Any] = []
    page.route("**/note/", lambda route: held.append(route))
    page.keyboard.press("n")
    page.keyboard.type("第一句")
    with page.expect_request("**/note/"):
        page.keyboard.press("Control+Enter")
    page.keyboard.type("，第二句")
    held[0].continue_()
    page.locator(".said--note", has_text="第一句").wait_for()
    expect(area(page)).to_be_focused()
    page.keyboard.type("写完")
    expect(area(page)).to_have_value("，第二句写完")
    expect(page.locator(".composer-mode[value=note]")).to_be_checked()
    page.unroute("**/note/")
    page.keyboard.press("Control+Enter")
    page.locator(".said--note", has_text="写完").wait_for()
    assert sorted(Note.objects.values_list("text", flat=True)) == ["第一句", "，第二句写完"]
    page.keyboard.press("r")  # sent, so a key is a shortcut again
    expect(page.locator(".composer-mode[value=reply]")).to_be_checked()


def test_a_slash_and_the_shortcut_of_a_template_put_its_text_where_one_writes(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person, zheng: Person
) -> None:
    keep_templates(zheng)
    request = make_request()
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    page.keyboard.press("r")
    page.keyboard.type("您好。 /")
    page.wait_for_selector("[data-shortcut=sl]", state="attached")
    page.keyboard.type("sl")
    page.keyboard.press("Tab")
    expect(area(page)).to_have_value(re.compile(r"^您好。\s+已受理您的需求。\s*$"))
    page.keyboard.type(" 1/2 /nobody ")
    expect(area(page)).to_have_value(re.compile("1/2 /nobody $"))


def test_macros_open_under_the_hand_and_show_what_the_customer_will_read(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person, zheng: Person
) -> None:
    template = save_reply_template(instance=None, name="请补充", shortcut="bc", text=TEXT, by=zheng)
    save_macro(instance=None, name="要资料", steps=[{"act": "reply", "value": template.pk}], by=zheng)
    request = make_request()
    page = sits_at(li)
    page.goto(f"/desk/requests/{request.number}/")
    page.keyboard.press(".")
    focused(page, "#act-dialog .links a")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#act-dialog >> text=王建国您好，编号 {request.number}，请补充地址。")
    assert not Note.objects.exists()


def test_the_bar_of_acts_stands_in_sight_under_a_long_list(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person
) -> None:
    for number in range(45):
        make_request(subject=f"暖气不热 {number}", contact_phone=f"138000001{number:02}")
    page = sits_at(li)
    page.goto("/desk/views/open/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator("[data-bulk]").wait_for()
    box = page.locator("[data-bulk]").bounding_box()
    assert box and box["y"] + box["height"] <= 900


def test_on_a_phone_the_composer_stands_at_the_bottom_and_a_long_subject_in_its_row(
    sits_at: SitsAt, make_request: Callable[..., Request], li: Person
) -> None:
    request = make_request(subject="Radiatorwithoutanyspaceinitsname" * 4, priority=1)
    page = sits_at(li, PHONE)
    page.goto("/desk/requests/?view=mine")
    subject = page.locator(".item-subject").first
    shown = subject.evaluate("""e => {
        const text = [...e.childNodes].find((node) => node.nodeType === 3 && node.data.trim());
        const range = document.createRange();
        range.setStart(text, 0);
        range.setEnd(text, 8);
        return range.getBoundingClientRect().bottom <= e.getBoundingClientRect().bottom + 2;
    }""")
    assert shown, "its beginning is on the first line"
    page.goto(f"/desk/requests/{request.number}/")
    box = page.locator("[data-composer]").bounding_box()
    assert box and 820 < box["y"] + box["height"] <= 844


def test_register_stays_in_sight_while_the_long_call_form_is_filled(sits_at: SitsAt, li: Person) -> None:
    page = sits_at(li)
    page.goto("/desk/requests/new/")
    box = page.locator("#call-form button[type=submit]").last.bounding_box()
    assert box and box["y"] + box["height"] <= 900
    page.locator("#call-form [name=contact_name]").focus()
    for _ in range(14):  # what has the focus is never under the bar
        page.keyboard.press("Tab")
        inside = "document.activeElement.closest('#call-form .fields')"
        if page.evaluate(f"!!{inside}"):
            bottom = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
            assert bottom <= page.locator("#call-form .form-actions").bounding_box()["y"] + 1
