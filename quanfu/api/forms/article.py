"""Articles of the library as programs see them."""

from ninja import Schema
from pydantic import Field


class ArticleOut(Schema):
    id: int
    title: str
    excerpt: str = Field(description="plain text around what was looked for")
    text: str = Field(description="the whole answer, Markdown")
    language: str = Field(description="zh-Hans or en: that of title and text")
    topic: str | None
    public: bool
    score: float = Field(ge=0, le=1, description="how sure it is that this is meant")
    url: str | None = Field(description="where everybody may read it; null when it is internal")


class ArticleList(Schema):
    items: list[ArticleOut]
