"""The scripts in a real Chromium, on the living page."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from django.urls import include, path

from quanfu.ui.views import component

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

expect = playwright.expect
PATIENCE = 60_000  # ms on a busy machine; how long things take, bench/ measures
expect.set_options(timeout=PATIENCE)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
urlpatterns = [path("living/", component.index), path("", include("quanfu.urls"))]
handler404 = "quanfu.ui.errors.not_found"

CHROMIUM = os.environ.get("QUANFU_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    if not CHROMIUM:
        pytest.skip("no Chromium here (QUANFU_CHROMIUM)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop running in this thread
    with playwright.sync_playwright() as started:
        yield started.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server, settings):
    """open_page(width=…): the living page in English; at the end no script error and no breach of the CSP is left."""
    settings.ROOT_URLCONF = __name__
    problems, contexts = [], []

    def opened(width: int = 1440, height: int = 900, **kwargs):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en", **kwargs)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: problems.append(message.text) if "Content Security" in message.text else None,
        )
        page.goto(f"{live_server.url}/living/")
        page.evaluate("document.activeElement.blur()")  # it stands in the first field that is wrong
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems


def text_of(page, selector: str) -> str:
    return page.locator(selector).first.inner_text()


@pytest.mark.parametrize("width", [360, 600, 900, 1440])
def test_nothing_sticks_out_at_the_side(open_page, width):
    page = open_page(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_key_presses_its_button_but_not_while_one_types(open_page):
    page = open_page()
    page.locator("input[name=phone]").first.focus()
    page.keyboard.type("c")
    assert not page.locator("#demo").evaluate("d => d.open")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    assert page.locator("#demo").evaluate("d => d.open")


def test_key_is_left_to_the_input_method(open_page):
    page = open_page()
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'c', isComposing: true, bubbles: true}))"
    )
    assert not page.locator("#demo").evaluate("d => d.open")


def test_sheet_lists_the_keys_of_the_page(open_page):
    page = open_page()
    page.keyboard.press("?")
    assert "New request" in text_of(page, "#shortcuts")
    page.keyboard.press("Escape")
    assert not page.locator("#shortcuts").evaluate("d => d.open")


def test_rows_are_walked_and_selected_by_keys(open_page):
    page = open_page()
    for key in "jjxjx":
        page.keyboard.press(key)
    assert text_of(page, "[data-bulk-count]") == "2 selected"
    assert page.evaluate("document.activeElement.textContent").endswith("0009")


def test_bar_of_acts_goes_with_the_selection(open_page):
    page = open_page()
    page.locator("[data-select-all]").first.check()
    assert text_of(page, "[data-bulk-count]") == "7 selected"
    page.locator("[data-select-none]").first.click()
    expect(page.locator("[data-bulk]").first).to_be_hidden()


def test_note_and_reply_are_two_texts_with_a_draft_each(open_page):
    page = open_page()
    page.keyboard.press("r")
    page.keyboard.type("to the customer")
    page.locator(".composer-tab--note").first.click()
    expect(page.locator(".composer-text").first).to_have_value("")
    assert text_of(page, "[data-send-label]") == "Keep note"
    page.keyboard.type("among us")
    page.locator(".composer-tab--reply").first.click()
    expect(page.locator(".composer-text").first).to_have_value("to the customer")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".composer-text").first).to_have_value("to the customer")


def test_long_list_is_searched_and_chosen_by_keys(open_page):
    page = open_page()
    page.locator("[role=combobox]").first.click()
    page.keyboard.type("周")
    page.keyboard.press("Enter")
    expect(page.locator("select[name=person]").first).to_have_value("周涛")


def test_escape_leaves_the_choice_as_it_was(open_page):
    page = open_page()
    before = page.locator("select[name=person]").first.input_value()
    page.locator("[role=combobox]").first.click()
    page.keyboard.type("周")
    page.keyboard.press("Escape")
    assert page.locator("select[name=person]").first.input_value() == before


def test_stars_fill_up_to_the_chosen_one(open_page):
    page = open_page()
    page.locator(".rating-star").nth(3).click()
    expect(page.locator(".rating").first.locator(".rating-star[data-full]")).to_have_count(4)
    assert text_of(page, ".rating-said") == "Satisfied"


def test_signature_goes_into_its_field_and_out_again(open_page):
    page = open_page()
    pad = page.locator(".signature-pad").first
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 90, steps=12)
    page.mouse.up()
    expect(page.locator("[name=signature]")).to_have_value(re.compile("^data:image/png;base64,"))
    page.locator("[data-signature-clear]").click()
    expect(page.locator("[name=signature]")).to_have_value("")


def test_menu_is_closed_by_escape_and_gives_the_focus_back(open_page):
    page = open_page()
    page.locator(".head summary").first.click()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.className") == "menu-item"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_deadline_counts_on(open_page):
    page = open_page()
    page.evaluate(
        "document.querySelector('.sla--ok').dataset.due = new Date(Date.now() - 90 * 60000).toISOString()"
    )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert (
        "1h 30min late" in text_of(page, ".table .sla--late >> nth=-1") or "1h 30min late" in page.content()
    )


def test_flash_shows_what_happened_and_its_undo(open_page):
    page = open_page()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('flash', {detail: {message: 'Closed', undo: '/back/'}}))"
    )
    flash = page.locator("#flashes .flash")
    assert "Closed" in flash.inner_text()
    assert flash.locator("form").get_attribute("action") == "/back/"


def test_flash_of_a_failure_bears_no_tick(open_page):
    page = open_page()
    signs = {}
    for tone in ("success", "info", "warning", "error"):
        page.evaluate(
            "(tone) => document.dispatchEvent(new CustomEvent('flash', {detail: {message: tone, tone}}))",
            tone,
        )
        signs[tone] = page.locator(f"#flashes .flash--{tone} svg").first.inner_html()
    assert len(set(signs.values())) == 4


def test_what_is_said_again_stands_once_and_takes_no_other_word_away(open_page):
    page = open_page()
    for message in ("Not found", "Closed", "Not found", "Not found", "Not found"):
        page.evaluate(
            "(message) => document.dispatchEvent(new CustomEvent('flash', {detail: {message}}))", message
        )
    expect(page.locator("#flashes .flash-text")).to_have_text(["Closed", "Not found"])


def test_form_is_sent_once(open_page):
    page = open_page()
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.evaluate("""() => {
            const form = document.querySelector("form[data-guard]");
            const button = form.querySelector("[type=submit]");
            button.click();
            button.click();
        }""")
    page.wait_for_timeout(300)
    assert len(posts) == 1


def test_theme_changes_at_once(open_page):
    page = open_page()
    page.locator(".topbar details summary").last.click()
    page.locator("[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_drawer_opens_and_closes_on_a_phone(open_page):
    page = open_page(390, 844, has_touch=True)
    page.locator(".topbar-menu").click()
    expect(page.locator("#sidebar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sidebar")).to_be_hidden()


def test_page_works_without_scripts(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator("input[name=name]").first.is_visible()
    assert page.locator("select[name=person]").first.is_visible()
    assert page.locator(".chart .table").first.is_visible()
    page.locator("form[data-guard] [type=submit]").first.click()
    expect(page.locator(".field-error").first).to_be_visible()
