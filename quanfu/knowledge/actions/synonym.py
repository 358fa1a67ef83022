"""Words that mean the same."""

import re
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.core.search.text import plain
from quanfu.knowledge import events
from quanfu.knowledge.models import Synonym
from quanfu.knowledge.queries.synonym import SYNONYMS

if TYPE_CHECKING:
    from quanfu.org.models import Unit

_BETWEEN = re.compile(r"[\s,，、;；=＝|/]+")


def save_synonym(
    *, instance: Synonym | None, words: str, by: Actor, company: "Unit | None" = None
) -> Synonym:
    """Write a group of words, or change one; found from the next search on. Words may be parted by commas, blanks or =.
    Refused for fewer than two words, or for a group that is there already."""
    synonym = instance or Synonym(company=company)
    each = list(dict.fromkeys(plain(word) for word in _BETWEEN.split(words) if word))
    if len(each) < 2:
        raise Refused(_("Give at least two words, with commas between."), field="words")
    before, synonym.words = synonym.words, ", ".join(each)
    with transaction.atomic():
        try:
            with transaction.atomic():
                synonym.save()
        except IntegrityError:
            raise Refused(_("These words are there already."), field="words") from None
        emit(events.SYNONYM_SAVED, synonym, by=by, changes={"words": [before, synonym.words]})
        SYNONYMS.changed()
    return synonym


def delete_synonym(*, instance: Synonym, by: Actor) -> None:
    with transaction.atomic():
        emit(events.SYNONYM_DELETED, instance, by=by, changes={"words": [instance.words, None]})
        instance.delete()
        SYNONYMS.changed()
