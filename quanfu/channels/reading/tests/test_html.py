"""HTML: what is let through, and its text."""

import pytest

from quanfu.channels.reading import html
from quanfu.channels.reading.mail import Mail
from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.tests.letters import parts, read
from quanfu.core.testing import corpus


def shown(source: str) -> str:
    return read(source, kind="text/html").html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "\u2028javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:x",
        "data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "//evil.example/x", "/api/x", "feed:javascript:x",
        "&#106;avascript:x", "jav&#x0A;ascript:x", "blob:x", "view-source:x", "intent:x", "ms-office:x", "",
    ],
)  # fmt: skip
def test_an_address_of_another_scheme_is_no_link(address: str) -> None:
    assert "href" not in shown(f'<p>x</p><a href="{address}">y</a>')


def test_links_to_pages_mail_and_telephones_stay_and_tell_nobody_where_from() -> None:
    found = shown(
        '<a href="https://x.cn/?a=1&amp;b=2">a</a><a href="mailto:a@x.cn">b</a><a href="tel:+861">c</a>'
    )
    assert found.count("href=") == 3 and found.count("noreferrer") == 3


def test_a_remote_picture_loads_nothing_until_asked() -> None:
    found = shown(
        '<p>a</p><img src="https://x.cn/pixel.gif" width="1" srcset="https://x.cn/2.gif" onerror="x()" alt="logo">'
    )
    assert 'data-remote="https://x.cn/pixel.gif"' in found and " src" not in found and "onerror" not in found
    assert 'alt="logo"' in found


def test_a_sender_cannot_set_what_we_set() -> None:
    found = shown(
        '<img data-remote="javascript:x" data-cid="../x"><p id="nav" name="body" class="button" data-x="1">a</p>'
    )
    assert found in ("<img><p>a</p>", "<img>\n<p>a</p>")


def test_a_picture_of_the_mail_itself_is_named_by_its_content_id() -> None:
    mail = parse_mail(
        parts(
            'Content-Type: text/html; charset=utf-8\r\n\r\n<p>a</p><img src="cid:p1@x">',
            "Content-Type: image/png\r\nContent-ID: <p1@x>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=",
            kind="multipart/related",
        )
    )
    assert 'data-cid="p1@x"' in mail.html
    assert [(file.content_id, file.is_inline) for file in mail.files] == [("p1@x", True)]


def test_a_picture_written_into_the_html_becomes_a_file() -> None:
    mail = read('<p>a</p><img src="data:image/png;base64,iVBORw0KGgo=">', kind="text/html")
    assert [(file.name, file.type, file.content) for file in mail.files] == [
        ("picture-1.png", "image/png", b"\x89PNG\r\n\x1a\n")
    ]
    assert 'data-cid="picture-1.png"' in mail.html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<style>*{display:none}</style>", "<iframe src=https://x.cn></iframe>",
        "<form action=https://x.cn><input name=q><button>go</button></form>", "<svg onload=x()><script>1</script></svg>",
        "<math><mi xlink:href='javascript:x'>", "<object data=x></object>", "<embed src=x>", "<base href=https://x.cn>",
        "<meta http-equiv=refresh content='0;url=https://x.cn'>", "<link rel=stylesheet href=https://x.cn>",
        "<p style='position:fixed;top:0'>a</p>", "<p style='background:url(https://x.cn)'>a</p>",
        "<p style='color:red;background-image:url(//x)'>a</p>", "<p onclick=x()>a</p>", "<video src=x poster=y></video>",
        "<a href=https://x.cn ping=https://y.cn target=_top>a</a>", "<noscript><p title='</noscript><img src=x onerror=x()>'>",
        "<template><img src=x onerror=x()></template>", "<table background=https://x.cn><tr><td>a</table>",
        "<!--<img src=--><img src=x onerror=x()>//-->", "<xmp><img src=x onerror=x()></xmp>",
    ],
)  # fmt: skip
def test_nothing_of_a_page_of_its_own_is_let_through(hostile: str) -> None:
    found = shown(f"<p>before</p>{hostile}").lower()
    for forbidden in (
        "<script", "<style", "<iframe", "<form", "<input", "<svg", "<math", "<object", "<embed", "<base", "<meta", "<link",
        "position", "url(", "onclick", "onerror", "onload", "<video", "ping=", "target=", " src=", "background=", "alert(",
    ):  # fmt: skip
        assert forbidden not in found
    assert "before" in found


def test_hostile_strings_of_a_corpus_come_out_harmless() -> None:
    folder = corpus("payload-payloadbox")
    lines = [
        line
        for path in folder.glob("*xss*")
        for line in path.read_text("utf-8", "replace").splitlines()
        if line
    ]
    for start in range(0, len(lines), 40):
        found = shown("<p>x</p>" + "\n".join(lines[start : start + 40])).lower()
        tree = html.parse(f"<div>{found}</div>")
        if tree is None:
            continue
        for element in tree.iter():
            if isinstance(element.tag, str):
                assert element.tag in html.TAGS | {"html", "body"}
                assert not [
                    name
                    for name in element.attrib
                    if name.startswith("on") or name in ("src", "srcdoc", "action")
                ]
                assert (element.get("href") or "https://").startswith(html.SCHEMES)


def test_the_text_of_a_table_keeps_its_rows() -> None:
    mail = read(
        "<table><tr><td>型号</td><td>SN-88231</td></tr><tr><td>故障</td><td>漏水</td></tr></table>",
        kind="text/html",
    )
    lines = [line.split() for line in mail.text.splitlines()]
    assert lines == [["型号", "SN-88231"], ["故障", "漏水"]]


def test_html_without_end_is_told_as_text() -> None:
    mail: Mail = read("<div>" * 5000 + "水泵坏了", kind="text/html")
    assert mail.text == "水泵坏了" and mail.html == "<pre>水泵坏了</pre>" and "html-as-text" in mail.warnings


def test_plain_text_that_is_only_a_note_gives_way_to_the_html() -> None:
    mail = parse_mail(
        parts(
            "Content-Type: text/plain\r\n\r\nYour mail program does not support HTML.",
            "Content-Type: text/html; charset=utf-8\r\n\r\n<p>" + "水泵坏了，请派人。" * 60 + "</p>",
            kind="multipart/alternative",
        )
    )
    assert mail.text.startswith("水泵坏了")


def test_html_that_calls_itself_plain_is_cleaned() -> None:
    mail = read("<html><body><p>水泵坏了</p><script>x()</script></body></html>")
    assert mail.text == "水泵坏了" and mail.html == "<p>水泵坏了</p>"
