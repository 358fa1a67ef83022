"""What attackers write into fields, and an eye on Chromium that sees when any of it works.

Every payload that makes an element or an attribute names it ``hookx``, every one that runs calls ``__ran``, every one that
fetches asks evil.example. None of these is in any page of ours, so what is seen of them came out of somebody's words.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

PAYLOADS = [
    "<script>__ran(1)</script>", '"><script hookx>__ran(2)</script>', "'><img hookx src=//evil.example/x onerror=__ran(3)>",
    "<svg/onload=__ran(4) hookx>", "</textarea><hook-x onclick=__ran(5)>", "</title><script>__ran(6)</script>",
    "</script><script>__ran(7)</script>", "</template><img hookx src=x onerror=__ran(8)>", '" autofocus onfocus=__ran(9) hookx="',
    "' autofocus onfocus=__ran(10) hookx='", "x onmouseover=__ran(11) hookx=", "javascript:__ran(12)", "java\tscript:__ran(13)",
    "https://evil.example/\"onmouseover=\"__ran(14)\" hookx=\"", "[x](javascript:__ran(15))", "![x](//evil.example/y.png)",
    "<http://evil.example/?\"onclick=__ran(16)>", "{{191*193}}", "{% if 1 %}36863{% endif %}".replace("36863", "{{191*193}}"),
    "${191*193}", "{{constructor.constructor('__ran(17)')()}}", "\ue000<img hookx>\ue001", "<mark hookx>", "&lt;b hookx&gt;",
    "<!--<img hookx src=x onerror=__ran(18)>-->", '<a href="javascript:__ran(19)" hookx>x</a>', "<b hookx>暖气</b>",
    '<iframe hookx srcdoc="<script>parent.__ran(20)</script>">', "<base href=//evil.example hookx>", "<style hookx>@import'//evil.example'",
    '<meta hookx http-equiv=refresh content="0;url=//evil.example">', "<link hookx rel=stylesheet href=//evil.example/x.css>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=__ran(21) hookx>", "<form hookx action=//evil.example><input name=q>",
    "<object hookx data=//evil.example>", "<embed hookx src=//evil.example/x>", "<i hx-get=/start/ hx-trigger=load hookx>",
    "<details open ontoggle=__ran(22) hookx>", "]]><svg/onload=__ran(23)>", "%3Cscript%3E__ran(24)%3C/script%3E", "\u2028__ran(25)//",
    "';__ran(26);//", '=HYPERLINK("http://evil.example")', "../../../../etc/passwd", "\u202egpj.exe<b hookx>", "data:text/html,<script>__ran(27)</script>",
    "//evil.example/%2f..", "[x]: data:text/html;base64,PHNjcmlwdD4", "<input type=image hookx src=//evil.example/z>", "<a hookx ping=//evil.example href=/>x",
    "<video hookx poster=//evil.example/p>", "<x hookx style=animation-name:x onanimationstart=__ran(28)>", "\\\"><b hookx>", "<<b hookx>script>",
]  # fmt: skip
FIND = """() => {
    const bad = [...(window.__seen || [])];
    const links = ["href", "src", "action", "formaction", "data", "srcdoc", "xlink:href", "poster", "srcset", "ping", "hx-get", "hx-post"];
    const look = (root) => {
        for (const e of root.querySelectorAll("*")) {
            const tag = e.cloneNode(false).outerHTML?.slice(0, 160);
            if (e.localName.startsWith("hook-x") || e.hasAttribute("hookx")) bad.push(`made: ${tag}`);
            for (const a of e.attributes) {
                if (/^on/i.test(a.name)) bad.push(`handler: ${tag}`);
                const value = a.value.replace(/[\\u0000-\\u0020]/g, "");
                if (links.includes(a.name) && /^(javascript|vbscript|data:text|data:image\\/svg)/i.test(value)) bad.push(`link: ${tag}`);
                if (links.includes(a.name) && a.name !== "href" && /^(https?:)?\\/\\/evil/i.test(value)) bad.push(`fetches: ${tag}`);
            }
            if (e.localName === "script" && !e.src && !/json/.test(e.type)) bad.push(`script: ${tag}`);
            if (e.localName === "a" && /^(https?:)?\\/\\/evil/.test(e.getAttribute("href") || "") && !e.relList.contains("noopener")) bad.push(`leads away without noopener: ${tag}`);
            if (e.content instanceof DocumentFragment) look(e.content);
        }
    };
    look(document);
    if ((document.body?.innerText || "").includes("36863")) bad.push("a template in somebody's words was worked out");
    return [...new Set(bad)];
}"""
INIT = """
window.__seen = [];
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => { window.__ran?.(name); return true; };
document.addEventListener("securitypolicyviolation", (e) => window.__seen.push(`CSP stopped ${e.violatedDirective}: ${e.blockedURI} ${e.sample}`), true);
"""
QUIET = "() => !document.querySelector('.htmx-request') && document.readyState === 'complete'"


def fill(*names: object, most: int | None = None, strings: list[str] = PAYLOADS) -> str:
    """Payloads for one field: all of them where there is room, else as many as fit, other ones for other names."""
    if most is None or most > 4000:
        return "\n".join(strings)
    start, found = crc32("/".join(map(str, names)).encode()), ""
    for turn in range(len(strings)):
        one = strings[(start + turn) % len(strings)]
        if len(found) + len(one) + 1 <= most:
            found += ("" if not found else " ") + one
    return found


@contextmanager
def hooked(context: Any, base: str) -> Iterator[list[str]]:
    """All that goes wrong in any page of the browser's ``context`` whose server is ``base``."""
    faults: list[str] = []
    own = urlsplit(base).netloc

    def where(frame: Any) -> str:
        return str(frame.url).removeprefix(base)[:120]

    def asks(request: Any) -> None:
        """Only looked at: stopping requests would take the browser's cache away. The name evil.example leads nowhere."""
        if (
            urlsplit(request.url).scheme not in ("data", "blob", "about")
            and urlsplit(request.url).netloc != own
        ):
            faults.append(f"{where(request.frame)}: asks {request.url[:120]}")

    def said(message: Any) -> None:
        if any(word in message.text for word in ("Content Security", "sandboxed", "Refused to", "Unsafe")):
            faults.append(f"{message.location.get('url', '').removeprefix(base)[:120]}: {message.text[:200]}")

    def opened(page: Any) -> None:
        page.on(
            "dialog",
            lambda dialog: (faults.append(f"{where(page)}: dialog {dialog.message[:80]}"), dialog.dismiss()),
        )
        page.on("pageerror", lambda error: faults.append(f"{where(page)}: {str(error)[:200]}"))

    context.expose_binding(
        "__ran", lambda source, *what: faults.append(f"{where(source['frame'])}: script ran: {what}")
    )
    context.add_init_script(INIT)
    context.on("request", asks)
    context.on("console", said)
    context.on("page", opened)
    yield faults


def look(page: Any, faults: list[str], path: str) -> int:
    """Open the page, everything in it that opens, and see; its status."""
    got = page.goto(path, wait_until="load")
    for _ in range(200):
        if page.evaluate(QUIET):
            break
        page.wait_for_timeout(20)
    page.evaluate("() => document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    # what stands in frames has an address of its own
    faults += [f"{path}: {text}" for text in page.evaluate(FIND)]
    return int(got.status) if got else 0


Look = Callable[[Any, list[str], str], int]
