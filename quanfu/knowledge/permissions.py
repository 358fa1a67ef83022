"""What may be done with articles; each name is <context>.<noun>.<verb>."""

ARTICLE_INDEX = "knowledge.article.index"
ARTICLE_CREATE = "knowledge.article.create"
ARTICLE_UPDATE = "knowledge.article.update"
ARTICLE_DELETE = "knowledge.article.delete"
