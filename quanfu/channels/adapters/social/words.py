"""Whether a comment is one of discontent: by its stars, by what the platform says of it, else by its words."""

import re
import unicodedata

SEPARATORS = re.compile(r"[\s,，、;；]+")
LOWEST_GOOD = 3  # of five stars

# What customers of service companies write when something is wrong; none of them stands in praise.
NEGATIVE = SEPARATORS.split(
    "差评 投诉 举报 曝光 垃圾 骗子 坑人 坑爹 坑钱 太差 很差 极差 差劲 恶劣 糟糕 失望 不满 气愤 愤怒 生气 无语 恶心 敷衍 推诿 推脱 踢皮球 "
    "没人管 无人管 不管 没人接 打不通 不接电话 没人理 不理人 不回复 不处理 没解决 不解决 解决不了 修不好 没修好 白交 乱收费 多收费 退钱 退款 "
    "不热 不暖 冰凉 冻死 太冷 停暖 停水 停电 漏水 爆管 臭味 异味 噪音 太慢 拖延 迟迟 一直没 态度差 态度不好 不负责 不靠谱 后悔 避雷 别买 上当 "
    "terrible awful worst horrible useless scam refund complaint disappointed angry unacceptable rude ignored broken"
)
PHRASES = (
    "never again",
    "no response",
    "does not work",
    "doesn't work",
    "not working",
    "nobody answers",
    "still cold",
)
# Written with a negation or as praise, a word of the list says nothing bad.
HARMLESS = re.compile(r"(没有|不再|不会|从不|毫无|没|无|零)(差评|投诉|失望|异味|噪音|漏水|不满)")


def is_negative(text: str, *, rating: float | None = None, mood: str = "", further: str = "") -> bool:
    """``rating`` of five stars; ``mood``: what the platform's own reading says (negative, 负面 …)."""
    if mood:
        return mood.casefold() in ("negative", "neg", "bad", "负面", "消极", "差评")
    if rating is not None:
        return rating < LOWEST_GOOD
    plain = HARMLESS.sub("", unicodedata.normalize("NFKC", text).casefold())
    own = [word for word in SEPARATORS.split(further.casefold()) if word]
    return any(_holds(plain, word) for word in (*NEGATIVE, *PHRASES, *own))


def _holds(text: str, word: str) -> bool:
    """Chinese anywhere, Latin as a word of its own."""
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text) is not None
    return word in text
