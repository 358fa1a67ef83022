"""What happens to invitations and ratings."""

INVITATION_SENT = "surveys.invitation.sent"
ANSWER_RECORDED = "surveys.answer.recorded"
ANSWER_CHANGED = "surveys.answer.changed"
QUESTIONNAIRE_SAVED = "surveys.questionnaire.saved"
QUESTIONNAIRE_DELETED = "surveys.questionnaire.deleted"
ITEM_SAVED = "surveys.item.saved"
ITEM_DELETED = "surveys.item.deleted"
