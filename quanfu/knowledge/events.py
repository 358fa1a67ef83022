"""What happens to articles."""

ARTICLE_SAVED = "knowledge.article.saved"
ARTICLE_DELETED = "knowledge.article.deleted"
