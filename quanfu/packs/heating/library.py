"""The library of the demo: what customers of a heating supplier ask, by topic, some of it in English too."""

from datetime import timedelta

from quanfu.core.actor import SYSTEM
from quanfu.core.clock import today
from quanfu.desk.actions.article_candidate import propose_articles
from quanfu.knowledge.actions.article import save_article
from quanfu.knowledge.actions.gap import note_search
from quanfu.knowledge.actions.rating import rate_article
from quanfu.knowledge.actions.synonym import save_synonym
from quanfu.knowledge.actions.topic import save_topic
from quanfu.knowledge.actions.version import submit_version, write_version
from quanfu.knowledge.models import Article, Topic
from quanfu.packs.heating.company import Company
from quanfu.packs.heating.library_texts import ARTICLES, ENGLISH, TOPICS

SYNONYMS = ("暖气 供暖 供热 取暖", "退费 退款 退钱", "跑水 漏水 渗水")
SEARCHED = (("退费多久到账", 7), ("地暖清洗价格", 5), ("装修改管", 4), ("以旧换新", 3), ("夜间温度", 2))


def stock_library(company: Company) -> None:
    """Topics, some forty articles, one draft in review, opinions, searches in vain, what is asked often."""
    owners = [company.people[login] for login in ("specialist", "trainer", "head")]
    topics: dict[str, Topic] = {}
    for position, (name, name_en, parent) in enumerate(TOPICS, start=1):
        topics[name] = save_topic(
            instance=None,
            company=company.unit,
            name=name,
            name_en=name_en,
            parent=topics.get(parent),
            position=position,
            by=owners[2],
        )
    made = []
    for n, (topic, kind, is_public, title, words, body) in enumerate(ARTICLES):
        title_en, body_en = ENGLISH.get(title, ("", ""))
        made.append(
            save_article(
                instance=None,
                company=company.unit,
                by=owners[2],
                title=title,
                body=body,
                title_en=title_en,
                body_en=body_en,
                topic=topics[topic],
                is_public=is_public,
                words=words,
                kind=kind,
                owner=owners[n % 2],
                review_on=today() + timedelta(days=30 + 11 * n if n % 9 else -12),
            )
        )
    _use(company, made)
    for words, times in SEARCHED:
        for _time in range(times):
            note_search(company=company.unit, words=words, hits=0, by=SYSTEM)
    for words in SYNONYMS:
        save_synonym(instance=None, company=company.unit, words=words, by=owners[2])
    propose_articles(company=company.unit, by=SYSTEM)


def _use(company: Company, made: list[Article]) -> None:
    """Counts as after some months, and a change that waits for the head to read it."""
    for n, article in enumerate(made):
        Article.objects.filter(pk=article.pk).update(uses=(97 * (n + 3)) % 211)
        for reader in range((n * 7) % 12):
            rate_article(
                article=article, reader=f"visitor demo-{reader}", is_helpful=bool((reader + n) % 5), by=SYSTEM
            )
    agent, first = company.people["agent"], made[0]
    draft = write_version(
        article=first, by=agent, reason="补充了咨询电话", title=first.title, topic=first.topic, words=first.words, is_public=True,
        body=first.body + "\n\n如遇寒潮提前供热，以公司公告为准，也可拨打客服热线咨询。", title_en=first.title_en, body_en=first.body_en,
    )  # fmt: skip
    submit_version(version=draft, by=agent)
