"""Every pair of ink and paper that the components make keeps WCAG AA, in both themes."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[1] / "static/ui/css/tokens.css").read_text()
_WRITTEN = r"(--[\w-]+): var\(--light, (#\w{6})\) var\(--dark, (#\w{6})\);"
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in re.findall(_WRITTEN, TOKENS)}
TEXT = [  # 4.5 : 1
    *[(ink, paper) for ink in ("--ink", "--ink-2", "--ink-3") for paper in ("--surface-0", "--surface-1", "--surface-2", "--surface-4")],
    ("--ink", "--surface-3"), ("--ink-2", "--surface-3"),
    *[("--accent", paper) for paper in ("--surface-0", "--surface-1", "--surface-2", "--accent-soft")],
    *[("--accent-strong", paper) for paper in ("--surface-0", "--surface-1", "--accent-soft")],
    ("--on-accent", "--accent-fill"), ("--on-accent", "--negative-fill"),
    *[(f"--{tone}", paper) for tone in ("positive", "warning", "negative", "note") for paper in (f"--{tone}-soft", "--surface-1")],
    *[("--ink", f"--{tone}-soft") for tone in ("accent", "positive", "warning", "negative", "note")],
    ("--note", "--note-line"), ("--ink", "--note-line"), ("--ink-3", "--note-soft"), ("--ink-2", "--accent-soft"),
    *[(f"--tint-{n}-ink", f"--tint-{n}") for n in range(1, 7)],
]  # fmt: skip
SHAPES = [  # 3 : 1, what one must find: edges of inputs, the focus ring, filled stars, bars
    *[("--line-control", paper) for paper in ("--surface-0", "--surface-1", "--surface-4")],
    *[("--ring", paper) for paper in ("--surface-0", "--surface-1", "--surface-4")],
    ("--star", "--surface-1"), ("--accent-fill", "--surface-1"), ("--positive-fill", "--surface-1"),
    ("--negative-fill", "--surface-1"), ("--note-ring", "--note-soft"),
]  # fmt: skip
PAIRS = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_in_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), PAIRS)
def test_ink_on_paper(ink, paper, least, theme):
    found = contrast(COLOURS[ink][theme], COLOURS[paper][theme])
    assert found >= least, f"{ink} on {paper}, {theme}: {found:.2f}"


def test_every_colour_has_its_light_and_its_dark_value():
    written = re.findall(r"(--[\w-]+): var\(--light", TOKENS)
    assert len(written) == TOKENS.count("var(--dark,")
