"""Tables come in as people have them, and go out harmless."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.core import tables
from quanfu.core.errors import Refused
from quanfu.core.money import Money
from quanfu.core.tables import csv_lines, encoding_of, read_table, write_table
from quanfu.core.testing import corpus, naughty_strings

TABLE = '编号,姓名,备注\n1,王小明,暖气不热\n2,李娜,"两行\n备注,有逗号"\n\n3,赵六,好\n'


def table_of(path: Path) -> list[tuple[int, dict[str, str]]]:
    return [(line, dict(row)) for line, row in read_table(path)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE.replace(",有", "，有").replace(",", delimiter).encode(encoding))
    found = table_of(path)
    assert [line for line, _ in found] == [2, 3, 6]  # as an editor counts; a field of two lines, a blank line
    assert found[0][1] == {"编号": "1", "姓名": "王小明", "备注": "暖气不热"}
    assert found[1][1]["备注"] == "两行\n备注，有逗号"


@pytest.mark.req("TEC-10")
@pytest.mark.parametrize(
    "shape", ["100", "100-notime", "dmy-100", "100-with-fake-pii", "100-with-nonascii", "100-20dupes-random"]
)
def test_a_real_request_list_is_read_in_every_shape(shape: str) -> None:
    rows = list(read_table(corpus("data-csv-import") / f"boston311-{shape}.csv"))
    assert len(rows) == 100 and [line for line, _ in rows] == list(range(2, 102))
    assert not any(row.problem for _, row in rows)
    assert all(len(row) == 29 and row["case_enquiry_id"].isdecimal() for _, row in rows)


@pytest.mark.req("TEC-10")
def test_a_line_with_too_many_fields_is_named() -> None:
    rows = list(read_table(corpus("data-csv-import") / "boston311-100-bad.tsv"))
    assert len(rows) == 100
    ((line, row),) = [(line, row) for line, row in rows if row.problem]
    assert "30" in row.problem and "29" in row.problem and line > 1


def test_bytes_that_are_no_text_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(
        "姓名,备注\n王小明,好的，明天来\n李娜,".encode() + b"\xff\xfe\n" + "赵六,可以\n".encode()
    )
    assert [bool(row.problem) for _, row in read_table(path)] == [False, True, False]


def test_a_character_cut_by_the_end_of_the_sample_is_no_bad_one() -> None:
    assert encoding_of("报修".encode()[:-1], whole=False) == "utf-8"


def test_headers_get_names_that_differ(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a, a ,,b,,\n1,2,3,4,,\n", encoding="utf-8")
    ((_, row),) = read_table(path)
    assert list(row.items()) == [("a", "1"), ("a (2)", "2"), ("#3", "3"), ("b", "4")]


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_a_table_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(Refused):
        list(read_table(path))


def test_a_quote_that_never_closes_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_FIELD", 1000)
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,2\n3,"' + "x\n" * 600, encoding="utf-8")
    with pytest.raises(Refused, match="3"):
        list(read_table(path))


def test_a_packed_csv_is_read_and_one_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    assert len(table_of(path)) == 3
    path.write_bytes(gzip.compress(TABLE.encode() * 100)[:-20])
    with pytest.raises(Refused):
        table_of(path)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 not a zip", b"\xd0\xcf\x11\xe0 not a workbook", b"PAR1 not parquet"]
)
def test_a_broken_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.bin"
    path.write_bytes(content)
    with pytest.raises(Refused):
        list(read_table(path))


ROWS = [
    ["FW-1", 3, Decimal("2.50"), Money(123456), True, date(2026, 11, 21), datetime(2026, 11, 21, 4, 30, tzinfo=UTC), None],
    ["=1+1", -1, Decimal("-0.1"), Money(-5), False, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), "13800138000"],
]  # fmt: skip
COLUMNS = ["单号", "n", "d", "金额", "b", "day", "at", "phone"]


def test_a_workbook_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_table(tmp_path / "t.xlsx", COLUMNS, ROWS, title="服务/单")
    first, second = (row for _, row in read_table(tmp_path / "t.xlsx"))
    assert first == dict(
        zip(
            COLUMNS,
            ["FW-1", "3", "2.5", "1234.56", "true", "2026-11-21", "2026-11-21 12:30:00", ""],
            strict=True,
        )
    )
    assert (second["单号"], second["phone"], second["金额"]) == ("=1+1", "13800138000", "-0.05")


def test_a_csv_is_for_excel_and_without_formulas(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", COLUMNS, ROWS)
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 3
    _, second = (row for _, row in read_table(tmp_path / "t.csv"))
    assert (second["单号"], second["n"], second["金额"]) == ("'=1+1", "-1", "-0.05")


def test_no_payload_of_the_corpora_begins_a_formula() -> None:
    payloads = [p for file in corpus("payload-payloadbox").iterdir() if "csv" in file.name.lower()
                for p in file.read_text(encoding="utf-8", errors="replace").splitlines()]  # fmt: skip
    assert payloads
    for payload in payloads + naughty_strings():
        (line,) = csv.reader(
            [b"".join(csv_lines(["a"], [[payload]])).decode("utf-8-sig").split("\r\n", 1)[1]]
        )
        start = line[0].lstrip()[:1] if line else ""
        assert start not in "=@" or not start, payload


def test_parquet_is_read_by_the_extra(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "t.parquet"
    duckdb.sql("SELECT 7 AS number, '王' AS name, DATE '2026-11-21' AS day, NULL AS nothing").write_parquet(
        str(path)
    )
    assert table_of(path) == [(1, {"number": "7", "name": "王", "day": "2026-11-21", "nothing": ""})]


def test_without_the_extra_parquet_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1....")
    with pytest.raises(Refused, match="duckdb"):
        list(read_table(path))


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=2, max_size=2
        ),
        max_size=5,
    )
)
def test_what_is_written_as_csv_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    write_table(path, ["a", "b"], rows)
    back = [list(row.values()) for _, row in read_table(path)]
    expected = [
        [tables._harmless(value) for value in row] for row in rows if any(value.strip() for value in row)
    ]
    assert [[value.removeprefix("\ufeff") for value in row] for row in back] == [
        [value.removeprefix("\ufeff") for value in row] for row in expected
    ]


def test_large_tables_are_streamed(tmp_path: Path) -> None:
    def many() -> Iterator[list[int]]:
        yield from ([i, i * 2] for i in range(1000))

    chunks = list(csv_lines(["a", "b"], many()))
    assert len(chunks) == 6 and b"".join(chunks).count(b"\r\n") == 1001
