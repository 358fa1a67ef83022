"""How long an SMS is: what is charged for, and what the networks take."""

from dataclasses import dataclass

# GSM 03.38, the alphabet of 7 bits; the second row costs two
SEVEN_BITS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True)
class Length:
    """signs: characters as counted by the networks; parts: messages charged; room: signs left in the last part."""

    signs: int
    parts: int
    room: int


def length_of(text: str, *, seven_bits: bool = False) -> Length:
    """Chinese networks charge 70 signs for one message and 67 for each part of a longer one, whatever the letters are.

    With ``seven_bits`` a text of the GSM alphabet counts 160 and 153, as networks elsewhere do. Signs beyond the basic plane
    (emoji) count two.
    """
    if seven_bits and all(sign in SEVEN_BITS or sign in TWICE for sign in text):
        signs, one, each = len(text) + sum(sign in TWICE for sign in text), 160, 153
    else:
        signs, one, each = len(text.encode("utf-16-le")) // 2, 70, 67
    if signs <= one:
        return Length(signs, 1 if signs else 0, one - signs)
    parts = -(-signs // each)
    return Length(signs, parts, parts * each - signs)
