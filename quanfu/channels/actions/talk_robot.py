"""The robot answers a visitor from the library, or finds them a person (INT-22). Without a model, and with one that is off,
slow or wrong, it quotes the article (TEC-5)."""

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from quanfu.channels.actions.talk import call_person
from quanfu.channels.actions.turn import say, tell_typing
from quanfu.channels.adapters.chat.model import phrase, sources_of
from quanfu.channels.enums import Author, TalkState
from quanfu.channels.models import Talk, Turn
from quanfu.channels.queries.talk_answer import Answer, answer_to
from quanfu.core.actor import Actor
from quanfu.core.rules import rule
from quanfu.knowledge.actions.gap import LONGEST, note_search

if TYPE_CHECKING:
    from collections.abc import Sequence

WANTS_PERSON = re.compile(
    r"人工(?!费|成本|智能|收费|计费|湖|降)|真人|活人|找客服|联系客服|转客服|客服人员|投诉你|\b(human|operator|representative|real person)\b"
    r"|\b(talk|speak|chat|connect(ed)?) (me )?(to|with) (a|an|the|some)? ?(person|people|agent|somebody|someone|body|one)\b"
    r"|^\W*(an? )?(agent|person|somebody|someone)\b( please)?\W*$", re.I
)  # fmt: skip
GREETING = re.compile(r"^\s*([您你]好|在吗|在么|有人吗|hi|hello|hey)([\s，,。.!！~～?？啊呀]*)$", re.I)
THANKS = re.compile(  # of which a thanks is made, and of nothing else: "好的，那怎么缴费" asks something
    r"有帮助|很有用|有用|已?解决|多?谢|感谢|好的?|明白|知道|可以|[您你](?!好)|们|[行嗯了啦吧啊呀哦]"
    r"|\b(yes|ok|okay|that|it|this|helped|helps|thanks|thank|you|a lot|very much|so much|great)\b|[\s，,。.!！~～、]+", re.I
)  # fmt: skip
NO_HELP = re.compile(r"^\s*(没有?帮助|没用|没解决|不是这个.*|no.*help.*|that did not help.*)\s*$", re.I)


def _is_small_talk(question: str) -> bool:
    """Whether it asks nothing: a greeting, or thanks."""
    thanks = bool(question.strip()) and len(question) <= 60 and not THANKS.sub("", question)
    return thanks or bool(GREETING.match(question))


def answer_as_robot(*, talk_id: int, by: Actor) -> None:
    """Answer what the visitor has said since the last time; nothing when nothing is new, or a person has the talk.

    Run twice, it says it once. The library and the model are asked before anything is written.
    """
    Talk.objects.filter(pk=talk_id).update(is_due=False)
    talk = Talk.objects.select_related("company", "channel", "agent").filter(pk=talk_id).first()
    if talk is None or talk.state != TalkState.ROBOT:
        return
    new = list(Turn.objects.filter(talk=talk, author=Author.VISITOR, seq__gt=talk.heard).order_by("seq"))
    if not new:
        return
    question = "\n".join(turn.text for turn in new if turn.file_id is None)[-1000:]
    with override(talk.locale or None):
        known: Answer | None = None
        words = ""
        chat = bool(WANTS_PERSON.search(question) or _is_small_talk(question) or NO_HELP.match(question))
        if question and not chat:
            known = answer_to(
                talk.company_id, question, floor=float(rule("channels.robot_floor", company=talk.company_id))
            )
            if known and settings.CONFIG.model_url:  # which takes some seconds
                tell_typing(talk_id=talk.pk, visitor=False, name=str(Author.ROBOT.label), by=by)
            words = (known and phrase(question, known.articles)) or ""
        with transaction.atomic():
            if Talk.objects.filter(pk=talk.pk, heard=talk.heard, state=TalkState.ROBOT).update(
                heard=new[-1].seq
            ):
                _answer(talk, question, known, words, by)


def _answer(talk: Talk, question: str, known: Answer | None, words: str, by: Actor) -> None:
    if WANTS_PERSON.search(question):
        call_person(talk=talk, by=by)
    elif GREETING.match(question):
        _say(talk, _("Hello! Ask me anything, or ask for a person at any time."), by)
    elif _is_small_talk(question):
        _say(talk, _("Glad to hear that. Is there anything else?"), by)
    elif known:
        Talk.objects.filter(pk=talk.pk).update(misses=0)
        used = sources_of(words, known.articles) if words else [0]
        data = {
            "sources": [known.articles[i][0] for i in used],
            "pages": [known.paths[i] for i in used],
            "sure": known.score,
            "phrased": bool(words),
        }
        helped = _("Did this help?")
        _say(
            talk,
            f"{words or known.quote}\n\n{helped}",
            by,
            data=data,
            choices=(_("That helped"), _("That did not help"), _("Talk to a person")),
        )
    elif NO_HELP.match(question):
        _miss(talk, _("I am sorry. Please say it in other words, or ask for a person."), by)
    else:
        if len(question) <= LONGEST:  # a whole story is no search
            note_search(company=talk.company, words=question, hits=0, by=by)
        _miss(talk, _("I am not sure I understand. Please say it in other words, or ask for a person."), by)


def _miss(talk: Talk, text: str, by: Actor) -> None:
    misses = talk.misses + 1
    Talk.objects.filter(pk=talk.pk).update(misses=misses)
    if misses >= rule("channels.robot_misses", company=talk.company_id):
        _say(talk, _("I have no answer to that. I will get somebody for you."), by)
        call_person(talk=talk, by=by)
    else:
        _say(talk, text, by, choices=(_("Talk to a person"),))


def _say(
    talk: Talk, text: str, by: Actor, *, data: dict[str, object] | None = None, choices: "Sequence[str]" = ()
) -> None:
    more = {**(data or {}), **({"choices": list(choices)} if choices else {})}
    say(talk=talk, author=Author.ROBOT, text=text, data=more or None, by=by)
