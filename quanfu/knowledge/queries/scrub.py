"""Personal data taken out of a text, for lessons that everybody may read and words that are counted (KNB-7).

Numbers are found by their shape, names by being known beforehand or by what stands around them. Nobody can find all of it:
what was taken out is shown, and a person looks at the rest before it is saved.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_REQUEST = re.compile(r"(?<![A-Za-z])[A-Z]{2,4}-\d{6,8}-\d{2,}(?!\d)")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"
)
_NUMBER = re.compile(r"(?<![\d.])\d{7,}(?!\d)|(?<!\d)\d{4}(?:[ -]\d{3,4}){2,}(?!\d)")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·]?[A-Z0-9]{5,6}(?![A-Z0-9])"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:路|街|巷|胡同|小区|花园|家园|公寓|苑|里)\s*\d+\s*(?:号|弄)(?:\s*(?:院|楼))?"
    r"|\d+\s*(?:号楼|栋|幢|座)(?:\s*\d+\s*单元)?(?:\s*\d{2,4}\s*(?:室|号|户)?)?"
    r"|\d+\s*单元\s*\d{2,4}\s*(?:室|号|户)?|(?<!\d)\d{3,4}\s*室"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房丁邓洪包左石崔吉龚程"
    "嵇邢裴陆荣翁荀羊惠甄曲封靳段富焦巴谷车侯全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹龙叶幸司黎乔苍双闻党翟谭贡劳申冉"
)  # fmt: skip
_TITLED = re.compile(
    f"(?<![\u4e00-\u9fff])?[{_SURNAMES}](?:[\u4e00-\u9fff]{{1,2}})?(?=先生|女士|小姐|老师|师傅|大爷|大妈|阿姨|工程师|经理|站长|主任|同志)"
)
_SAID = re.compile(
    f"(?<=客户|用户|业主|住户|居民)[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[，,、：:（(\\s]|反映|投诉|来电|称|说|表示|家|的)"
)
_TITLED_EN = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?")


@dataclass
class Scrubbed:
    """``text`` without what was found; ``removed``: (what stood there, what stands there now), each once, in order."""

    text: str
    removed: list[tuple[str, str]] = field(default_factory=list)


def scrub(text: str, *, names: Iterable[str] = (), places: Iterable[str] = ()) -> Scrubbed:
    """Take out known names and places, then mail addresses, identity and phone numbers, numbers of requests and accounts,
    number plates, addresses and names with a title. Bounded: linear in the length of the text."""
    done = Scrubbed(text)
    for words, instead in ((places, _("[address]")), (names, _("[name]"))):
        for word in sorted({w.strip() for w in words if len(w.strip()) > 1}, key=len, reverse=True):
            _take(done, re.compile(re.escape(word)), instead)
    for pattern, instead in (
        (_MAIL, _("[mail]")), (_IDENTITY, _("[number]")), (_REQUEST, _("[number]")), (_PHONE, _("[phone]")),
        (_NUMBER, _("[number]")), (_PLATE, _("[number]")), (_PLACE, _("[address]")), (_SAID, _("[name]")), (_TITLED, _("[name]")),
        (_TITLED_EN, _("[name]")),
    ):  # fmt: skip
        _take(done, pattern, instead)
    return done


def _take(done: Scrubbed, pattern: re.Pattern[str], instead: str) -> None:
    def replaced(match: re.Match[str]) -> str:
        pair = (match.group().strip(), instead)
        if pair not in done.removed:
            done.removed.append(pair)
        return instead

    done.text = pattern.sub(replaced, done.text)
