"""Markdown as blocks for the typesetter: plain data, so that no text is ever read as its source."""

from typing import Any

from quanfu.knowledge.queries.markdown import tree_of

Block = dict[str, Any]
Run = dict[str, Any]


def blocks_of(text: str) -> list[Block]:
    """[{"kind": paragraph | heading | list | table | code | quote | rule, …}]; runs are [{"text", "strong", "link"}]."""
    return [block for node in tree_of(text).children for block in _block(node)]


def _block(node: Any) -> list[Block]:
    kind = node.type
    if kind == "heading":
        return [{"kind": "heading", "runs": _runs(node)}]
    if kind in ("bullet_list", "ordered_list"):
        items = [[block for child in item.children for block in _block(child)] for item in node.children]
        start = int(node.attrs.get("start", 1)) if kind == "ordered_list" else 0
        return [{"kind": "list", "start": start, "items": items}]
    if kind == "table":
        rows = [[_runs(cell) for cell in row.children] for row in node.walk() if row.type == "tr"]
        return [{"kind": "table", "rows": rows, "columns": max((len(row) for row in rows), default=1)}]
    if kind in ("fence", "code_block"):
        return [{"kind": "code", "runs": [{"text": node.content.rstrip("\n")}]}]
    if kind == "blockquote":
        return [{"kind": "quote", "blocks": [block for child in node.children for block in _block(child)]}]
    if kind == "hr":
        return [{"kind": "rule"}]
    return [{"kind": "paragraph", "runs": _runs(node)}]


def _runs(node: Any, *, strong: bool = False, link: str = "") -> list[Run]:
    if node.type in ("text", "code_inline"):
        return [{"text": str(node.content), "strong": strong, "link": link}]
    if node.type in ("softbreak", "hardbreak"):
        return [{"text": "\n", "strong": False, "link": ""}]
    inner_link = str(node.attrs.get("href", "")) if node.type == "link" else link
    found: list[Run] = []
    for child in node.children:
        found += _runs(child, strong=strong or node.type == "strong", link=inner_link)
    return found
