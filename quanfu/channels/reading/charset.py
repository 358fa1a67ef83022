"""Bytes to text as the world writes it: the label is a hint, what the bytes say decides.

UTF-8 that is valid is UTF-8 whatever the label says. gb2312 means GB18030, iso-8859-1 means windows-1252, big5 means the
code page with its additions. UTF-7 is decoded only where the header names it, never guessed and never by an HTML
``meta``: text in it is cleaned after decoding like all other text.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from quanfu.channels.reading.frequent import FREQUENT

GB, BIG5, UTF8, LATIN = "gb18030", "cp950", "utf-8", "cp1252"
# What labels mean in mails. Left out: those that Python's codecs know by the same name.
ALIASES = {
    **dict.fromkeys(
        ("gb2312", "gbk", "cp936", "936", "ms936", "windows936", "xgbk", "csgb2312", "gb231280", "csgb231280", "euccn",
         "xeuccn", "eucgb2312cn", "chinese", "csiso58gb231280", "isoir58", "gb18030", "gb180302000", "gb180302005",
         "xmacchinesesimp", "cngb", "gb", "gb13000", "gbk2312", "gb2k", "cp54936", "windows54936", "54936", "xcp20936", "cp20936", "csgbk", "simplifiedchinese", "gb1988"), GB),
    **dict.fromkeys(
        ("big5", "big5eten", "big5tw", "cnbig5", "xxbig5", "xbig5", "csbig5", "cp950", "950", "ms950", "windows950",
         "xmacchinesetrad", "big5hkscs", "chinesebig5", "big5hkscs2004", "cp951", "ms951", "bigfive", "traditionalchinese", "big5hk"), BIG5),
    **dict.fromkeys(("hz", "cp52936", "hzgb", "hzgb2312"), "hz"),
    **dict.fromkeys(("iso2022cn", "iso2022cnext", "csiso2022cn"), "iso-2022-cn"),
    **dict.fromkeys(("iso2022jp", "csiso2022jp", "iso2022jp1", "iso2022jp2", "iso2022jp3", "iso2022jpms", "cp50220",
                     "cp50221", "cp50222", "jis"), "iso2022_jp_ext"),
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "mskanji", "windows31j", "cp932", "csshiftjis", "xmacjapanese"),
                    "cp932"),
    **dict.fromkeys(("ksc56011987", "ksc5601", "euckr", "cseuckr", "windows949", "xwindows949", "cp949", "uhc",
                     "korean", "xmackorean"), "cp949"),
    **dict.fromkeys(("eucjp", "xeucjp", "xeuc", "cseucpkdfmtjapanese"), "euc_jp"),
    **dict.fromkeys(("utf8", "utf8mb4", "unicode11utf8", "xunicode20utf8", "utf", "utf8sig", "xutf8", "cp65001", "65001", "unicodeutf8", "utf8cn"), UTF8),
    **dict.fromkeys(("utf7", "unicode11utf7", "xutf7"), "utf-7"),
    **dict.fromkeys(("utf16", "unicode", "ucs2", "iso10646ucs2"), "utf-16"),
    **dict.fromkeys(("iso88591", "latin1", "l1", "isolatin1", "cp819", "cp1252", "windows1252", "ansi", "xansi",
                     "iso885911", "iso_88591"), LATIN),
    **dict.fromkeys(("iso88598i", "iso88598e", "logical", "visual"), "iso8859_8"),
    **dict.fromkeys(("macintosh", "mac", "xmacroman"), "mac_roman"),
    "iso88599": "cp1254", "tis620": "cp874", "iso885915": "iso8859_15", "xkoi8r": "koi8_r", "koi8": "koi8_r",
    "windows874": "cp874", "xmaccyrillic": "mac_cyrillic", "iso88596i": "iso8859_6",
}  # fmt: skip
NO_LABEL = {
    "", "usascii", "ascii", "ansix341968", "iso646us", "us", "none", "null", "default", "unknown", "unknown8bit", "8bit",
    "xunknown", "binary", "7bit", "auto", "charset", "undefined", "iso8859", "plain", "other", "xuserdefined",
}  # fmt: skip
REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf_7"}
GUESSES = (GB, BIG5, "cp932", "cp949", "euc_jp")
SINGLE_BYTE = ("cp1251", "koi8_r", "cp1250", "cp1253", "cp1255", "cp1256")
SAMPLE = 20_000

_COMMON = frozenset(
    bytes((high, low)).decode("gb2312", "ignore")
    for high in (*range(0xA1, 0xAA), *range(0xB0, 0xD8))
    for low in range(0xA1, 0xFF)
) - {""}
_COMMON_TRADITIONAL = frozenset(
    bytes((high, low)).decode("big5", "ignore")
    for high in range(0xA1, 0xC7)
    for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
) - {""}
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_ISO_2022 = re.compile(rb"\x1b(\$[@ABC]|\$[()*+][@-G]|\([BJI])")
_LONG_UTF8 = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")


@lru_cache(maxsize=256)
def codec_of(label: str) -> str:
    """The codec that a label means: "" for a label that says nothing, "?" for one that nobody knows."""
    plain = label.strip().strip("\"'").lower().split("*")[0]
    plain = re.sub(r"^(charset=)+", "", plain).strip("\"' ;")
    key = re.sub(r"[^a-z0-9]", "", plain)
    if key in NO_LABEL:
        return ""
    if key in ALIASES:
        return ALIASES[key]
    for name in (
        plain,
        re.sub(r"^(x|cs)-?", "", plain),
        re.sub(r"^(cp|ibm|windows|win|iso)[-_ ]", r"\1", plain),
    ):
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError, UnicodeError):
            continue
        codec = found.name.replace("-", "_")
        if getattr(found, "_is_text_encoding", False) and codec not in REFUSED:
            return ALIASES.get(re.sub(r"[^a-z0-9]", "", found.name), found.name)
    for part in re.split(r"[^a-z0-9-]+", plain):  # two labels in one: gb2312_utf-8, "gbk;utf-8"
        if part != plain and (known := codec_of(part)) in (GB, UTF8, BIG5, LATIN, "cp932", "cp949", "hz"):
            return known
    return "?"


def decode(raw: bytes, label: str = "", hint: str = "") -> tuple[str, str, bool]:
    """The text, the codec that gave it, and whether the label was right (or there was none and none was needed).

    ``hint`` is another part's label, tried where this one says nothing. Never fails: what fits no codec comes with U+FFFD.
    """
    named = codec_of(label)
    if raw.startswith(codecs.BOM_UTF8):
        return raw[3:].decode(UTF8, "replace"), UTF8, named in ("", UTF8)
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and len(raw) > 3:
        return raw.decode("utf-16", "replace"), "utf-16", named.startswith("utf-16")
    if named == "hz" or (named in ("", "?", GB) and raw.isascii() and _HZ.search(raw)):
        return _strict(raw, "hz") or raw.decode("hz", "replace"), "hz", named == "hz"
    if named in ("utf-7", "utf-16", "utf-32") or named.startswith(("utf-16", "utf-32")):
        text = _strict(raw, named)
        if text is not None and (named == "utf-7" or text.isascii() or "\x00" not in text):
            return text, named, True
    if _ISO_2022.search(raw) and raw.replace(b"\x1b", b"").isascii():
        return _iso_2022(raw, named)
    if raw.isascii():
        return raw.decode("ascii"), named if named not in ("", "?") else "ascii", named != "?"
    best = _decode_high(raw, named, codec_of(hint) if hint else "")
    return best[0], best[1], best[1] == named or (named == "" and best[1] == UTF8)


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _decode_high(raw: bytes, named: str, hint: str) -> tuple[str, str]:
    utf8 = _strict(raw, UTF8)
    chinese = (named or hint) in (GB, BIG5)
    if utf8 is not None and (not chinese or _LONG_UTF8.search(raw)):
        if named in ("", "?", UTF8, LATIN) or not chinese:
            return utf8, UTF8
        labelled = _strict(raw, named or hint)
        if labelled is None or likeness(utf8) >= likeness(labelled):
            return utf8, UTF8
    if named not in ("", "?", UTF8):
        text = _strict(raw, named)
        if text is not None and not _looks_chinese_in(raw, text, named):
            return text, named
        if text is None:
            for codec in (GB, BIG5) if named in (GB, BIG5) else ():
                if (other := _strict(raw, codec)) is not None and likeness(other) > 1.2:
                    return other, codec
            if (cut := _nearly(raw, named)) is not None:
                return cut, named
    elif utf8 is None and (cut := _nearly(raw, UTF8)) is not None:
        return cut, UTF8
    return _guess(raw, named, hint)


def _nearly(raw: bytes, codec: str) -> str | None:
    """The text of a codec that fails in few places only: a cut tail, a byte lost on the way."""
    whole = raw.decode(codec, "replace")
    text = whole.rstrip("\ufffd")
    high = sum(len(run) for run in _HIGH_RUNS.findall(raw))
    bad = whole.count("\ufffd") - (len(text) < len(whole))  # one letter that was cut off is no fault
    return text if text and bad * 10 <= high // 2 and goodness(text.replace("\ufffd", "")) > 0.5 else None


def _looks_chinese_in(raw: bytes, text: str, named: str) -> bool:
    """Whether text that its label can decode is rather Chinese of another code: Big5 as GB, GBK as latin-1."""
    if named in (GB, BIG5):
        if goodness(text) > 0.9 and sum("\u4e00" <= char <= "\u9fff" for char in text[:SAMPLE]) < 8:
            return False  # too little to say more than the label
        here = likeness(text)
        return here < 1.2 and any(
            (other := _strict(raw, codec)) is not None and likeness(other) > here + 0.25
            for codec in (GB, BIG5)
        )
    if named in (LATIN, "iso8859_15", "cp1254"):
        pairs = all(len(run) % 2 == 0 for run in _HIGH_RUNS.findall(raw[:SAMPLE]))
        for codec in (GB, BIG5):
            other = _strict(raw, codec)
            hanzi = [char for char in other or "" if "\u4e00" <= char <= "\u9fff"][:SAMPLE]
            common = sum(char in FREQUENT for char in hanzi)
            if codec == GB and pairs and len(hanzi) >= 2 and common >= max(1, len(hanzi) // 4):
                return True
            if len(hanzi) >= 4 and common * 2 >= len(hanzi):
                return True
    return False


def _guess(raw: bytes, named: str, hint: str) -> tuple[str, str]:
    """The codec whose text looks most like writing; a hint wins among equals."""
    best: tuple[float, str, str] | None = None
    for codec in dict.fromkeys(c for c in (hint, named, *GUESSES) if c not in ("", "?", UTF8)):
        text = _strict(raw, codec)
        if text is None and codec in (hint, GB, BIG5):
            text = _nearly(raw, codec)
        if text is None:
            continue
        score = likeness(text) * _foreign(text, codec) + (
            0.5 if codec == hint else 0.05 if codec == GB else 0.0
        )
        if best is None or score > best[0]:
            best = (score, text, codec)
    runs = _HIGH_RUNS.findall(raw[:SAMPLE])
    single = sum(len(run) == 1 for run in runs) * 2 > len(runs)
    if best and best[0] > 0.55 and not (single and best[0] < 0.9 and len(runs) > 2):
        return best[1], best[2]
    if (found := _by_statistics(raw)) is not None:
        return found
    return raw.decode(LATIN, "replace").replace("\ufffd", "?"), LATIN


def _foreign(text: str, codec: str) -> float:
    """How far text may be Japanese or Korean: they are hardly ever written without a letter of their own."""
    if codec in ("cp932", "euc_jp"):
        return 1.0 if re.search("[\u3041-\u30fa]", text) else 0.5
    if codec == "cp949":
        # Hangul lies where the common hanzi of GB lie; told apart by words that no Chinese text is without.
        hanzi = re.search("[\u4e00-\u9fff]", text)
        chinese = FREQUENT & set(text.encode("cp949", "ignore").decode(GB, "ignore"))
        rare = len(text.encode("euc_kr", "ignore")) < len(text.encode("cp949", "ignore"))
        return 0.5 if hanzi or chinese or rare else 1.15
    return 1.0


def _by_statistics(raw: bytes) -> tuple[str, str] | None:
    """What charset-normalizer makes of a sample, for the codes of one byte a letter (Cyrillic, Greek, ...)."""
    from charset_normalizer import from_bytes

    sample = raw[:4000]
    if len(b"".join(_HIGH_RUNS.findall(sample))) < 6:
        return None
    found = from_bytes(sample, cp_isolation=[*SINGLE_BYTE, LATIN], steps=3, chunk_size=400).best()
    if found is None or (text := _strict(raw, found.encoding)) is None:
        return None
    latin = raw.decode(LATIN, "replace")
    return (text, LATIN) if text == latin else (text, found.encoding)


def goodness(text: str) -> float:
    """How much text looks like writing, by its letters beyond ASCII: 1 all common, below 0 mostly rubbish."""
    points = count = 0.0
    for char in text[:SAMPLE]:
        code = ord(char)
        if code < 128:
            points -= code < 32 and char not in "\t\r\n\x1b\x0c"
            continue
        count += 1
        if (
            char in _COMMON
            or char in _COMMON_TRADITIONAL
            or 0x3040 <= code < 0x3100
            or 0xAC00 <= code < 0xD7A4
        ):
            points += 1
        elif 0x4E00 <= code < 0xA000:
            points += 0.2
        elif 0x80 <= code < 0xA0 or 0xE000 <= code < 0xF900 or code in (0xFFFD, 0xFFFE, 0xFFFF):
            points -= 1
        elif code < 0x600 or 0x2000 <= code < 0x2800 or 0x3000 <= code < 0x3040 or 0xFF00 <= code < 0xFF61:
            points += 0.7
        elif code >= 0x1F000:
            points += 0.6
    return points / count if count else 1.0


def likeness(text: str) -> float:
    """Goodness, and more for text whose hanzi are those that Chinese is mostly made of."""
    hanzi = [char for char in text[:SAMPLE] if "\u4e00" <= char <= "\u9fff"]
    return goodness(text) + (sum(char in FREQUENT for char in hanzi) / len(hanzi) if hanzi else 0.0)


def _iso_2022(raw: bytes, named: str) -> tuple[str, str, bool]:
    if b"\x1b$)A" in raw or b"\x1b$)G" in raw or named == "iso-2022-cn":
        return _iso_2022_cn(raw), "iso-2022-cn", named == "iso-2022-cn"
    for codec in ("iso2022_jp_ext", "iso2022_jp_2", "iso2022_kr"):
        if (text := _strict(raw, codec)) is not None:
            return text, codec, named.startswith("iso2022")
    return raw.decode("iso2022_jp_ext", "replace"), "iso2022_jp_ext", named.startswith("iso2022")


def _iso_2022_cn(raw: bytes) -> str:
    """RFC 1922: ESC $ ) A names GB 2312, ESC $ ) G CNS 11643 plane 1 (not decoded); SO and SI switch to and fro."""
    text, shifted, known = [], False, True
    for token in re.findall(rb"\x1b\$[()*+][@-Z]|\x0e|\x0f|[^\x0e\x0f\x1b]+|\x1b", raw):
        if token == b"\x0e":
            shifted = True
        elif token == b"\x0f":
            shifted = False
        elif token.startswith(b"\x1b"):
            known = token.endswith(b"A") if token.startswith(b"\x1b$)") else known
        elif not shifted:
            text.append(token.decode("ascii", "replace"))
        else:
            for line in re.findall(rb"[^\r\n]+|[\r\n]+", token):  # a line's end also ends the shift
                is_text = known and line[0] > 32
                text.append(
                    bytes(b | 0x80 for b in line).decode("gb2312", "replace") if is_text
                    else line.decode("ascii", "replace") if line[0] <= 32 else "\ufffd" * (len(line) // 2)
                )  # fmt: skip
    return "".join(text)
