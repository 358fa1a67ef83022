"""What happens to articles."""

ARTICLE_SAVED = "knowledge.article.saved"  # what stands around its text: owner, review date
ARTICLE_PUBLISHED = "knowledge.article.published"  # readers see another text from now on
ARTICLE_RETIRED = "knowledge.article.retired"
ARTICLE_REVIVED = "knowledge.article.revived"
ARTICLE_DELETED = "knowledge.article.deleted"
ARTICLE_REMINDED = "knowledge.article.reminded"
VERSION_WRITTEN = "knowledge.version.written"
VERSION_SUBMITTED = "knowledge.version.submitted"
VERSION_RETURNED = "knowledge.version.returned"
VERSION_DELETED = "knowledge.version.deleted"
SYNONYM_SAVED = "knowledge.synonym.saved"
SYNONYM_DELETED = "knowledge.synonym.deleted"
TOPIC_SAVED = "knowledge.topic.saved"
TOPIC_DELETED = "knowledge.topic.deleted"
GAP_DISMISSED = "knowledge.gap.dismissed"
CANDIDATE_PROPOSED = "knowledge.candidate.proposed"
CANDIDATE_DISMISSED = "knowledge.candidate.dismissed"
