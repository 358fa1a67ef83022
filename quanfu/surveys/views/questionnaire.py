"""Settings: questionnaires."""

from django.utils.translation import gettext_lazy as _

from quanfu.surveys.actions.questionnaire import delete_questionnaire, save_questionnaire
from quanfu.surveys.forms.questionnaire import QuestionnaireForm
from quanfu.surveys.models import Questionnaire
from quanfu.surveys.permissions import QUESTIONNAIRE_INDEX
from quanfu.surveys.queries.questionnaire import questionnaires_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=Questionnaire,
    form=QuestionnaireForm,
    permissions="surveys.questionnaire",
    columns=[
        Column(_("Questionnaire"), sort="name", value=str),
        Column(_("Code"), sort="code", quiet=True),
        Column(_("Company"), value="company", quiet=True),
        Column(_("In use"), value="is_active"),
    ],
    order=["company_id", "code"],
    search=["code", "name"],
    text=_("A company's first questionnaire in use goes out with its invitations."),
    queryset=lambda by: questionnaires_for(by, QUESTIONNAIRE_INDEX),
    save=save_questionnaire,
    delete=delete_questionnaire,
    form_kwargs=lambda request: {"by": request.user},
)
index, create, update, delete = crud.views()
