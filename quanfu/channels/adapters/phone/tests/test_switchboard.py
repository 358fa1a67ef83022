"""Recorded event streams of Asterisk, as AMI and ARI tell them."""

from datetime import UTC, datetime

import pytest

from quanfu.channels.adapters.phone import ami, ari
from quanfu.channels.adapters.phone.said import Said, read_said
from quanfu.channels.adapters.phone.switchboard import Switchboard, extension_of

TRUNK, AGENT = "PJSIP/telecom-00000001", "PJSIP/8001-00000002"
A_CALL = [
    {"Event": "Newchannel", "Channel": TRUNK, "Uniqueid": "17.1", "Linkedid": "17.1", "CallerIDNum": "13800000001", "Exten": "4008000", "Timestamp": "1763776800.0"},
    {"Event": "Newchannel", "Channel": AGENT, "Uniqueid": "17.2", "Linkedid": "17.1", "CallerIDNum": "8001", "Exten": "", "Timestamp": "1763776802.0"},
    {"Event": "DialBegin", "Channel": TRUNK, "CallerIDNum": "13800000001", "DestChannel": AGENT, "Linkedid": "17.1", "Exten": "4008000", "Timestamp": "1763776802.5"},
    {"Event": "VarSet", "Channel": TRUNK, "Variable": "MIXMONITOR_FILENAME", "Value": "/var/spool/asterisk/monitor/17.1.wav", "Linkedid": "17.1", "Timestamp": "1763776803.0"},
    {"Event": "DialEnd", "Channel": TRUNK, "DestChannel": AGENT, "DialStatus": "ANSWER", "Linkedid": "17.1", "Timestamp": "1763776810.0"},
    {"Event": "Hangup", "Channel": AGENT, "Uniqueid": "17.2", "Linkedid": "17.1", "Timestamp": "1763776870.0"},
    {"Event": "Hangup", "Channel": TRUNK, "Uniqueid": "17.1", "Linkedid": "17.1", "Timestamp": "1763776870.1"},
]  # fmt: skip


def heard(blocks: list[dict[str, str]], trunks: str = "PJSIP/telecom") -> list[Said]:
    board = Switchboard(trunks)
    return [said for block in blocks for said in ami.translate(board, block, "https://pbx.example.com/rec/")]


def test_a_call_from_outside_rings_is_taken_and_ends() -> None:
    told = heard(A_CALL)
    assert [(said.event, said.extension) for said in told] == [
        ("ringing", ""), ("ringing", "8001"), ("ringing", "8001"), ("talking", "8001"), ("ended", "8001"),
    ]  # fmt: skip
    assert {(said.call, said.direction, said.caller, said.to) for said in told} == {
        ("17.1", "in", "13800000001", "4008000")
    }
    assert told[2].recording == "https://pbx.example.com/rec/17.1.wav"
    assert told[3].at == datetime.fromtimestamp(1763776810, UTC)


def test_a_call_between_two_extensions_is_nobody_elses_business() -> None:
    inside = [
        {"Event": "Newchannel", "Channel": AGENT, "Uniqueid": "18.1", "Linkedid": "18.1", "CallerIDNum": "8001", "Exten": "8002"},
        {"Event": "DialBegin", "Channel": AGENT, "DestChannel": "PJSIP/8002-00000009", "Linkedid": "18.1", "Exten": "8002"},
        {"Event": "DialEnd", "DestChannel": "PJSIP/8002-00000009", "DialStatus": "ANSWER", "Linkedid": "18.1"},
        {"Event": "Hangup", "Channel": AGENT, "Uniqueid": "18.1", "Linkedid": "18.1"},
    ]  # fmt: skip
    assert heard(inside) == []


def test_a_call_that_an_agent_makes_is_outgoing() -> None:
    out = [
        {"Event": "Newchannel", "Channel": AGENT, "Uniqueid": "19.1", "Linkedid": "19.1", "CallerIDNum": "8001", "Exten": "13900000009"},
        {"Event": "DialBegin", "Channel": AGENT, "DestChannel": TRUNK, "Linkedid": "19.1", "Exten": "13900000009"},
        {"Event": "DialEnd", "Channel": AGENT, "DestChannel": TRUNK, "DialStatus": "ANSWER", "Linkedid": "19.1"},
        {"Event": "Hangup", "Channel": AGENT, "Uniqueid": "19.1", "Linkedid": "19.1"},
    ]  # fmt: skip
    told = heard(out)
    assert [(said.event, said.direction, said.to, said.extension) for said in told] == [
        ("ringing", "out", "13900000009", "8001"), ("talking", "out", "13900000009", "8001"), ("ended", "out", "13900000009", "8001"),
    ]  # fmt: skip


def test_nobody_takes_it_and_the_caller_gives_up() -> None:
    told = heard([*A_CALL[:3], {**A_CALL[4], "DialStatus": "CANCEL"}, A_CALL[6]])
    assert [said.event for said in told] == ["ringing", "ringing", "ended"]


def test_the_next_telephone_rings_when_the_first_does_not_answer() -> None:
    second = {**A_CALL[2], "DestChannel": "Local/8002@from-queue-00000003;1"}
    told = heard(
        [*A_CALL[:3], second, {**A_CALL[4], "DestChannel": "Local/8002@from-queue-00000003;1"}, A_CALL[6]]
    )
    assert [said.extension for said in told] == ["", "8001", "8002", "8002", "8002"]


def test_ari_tells_the_same() -> None:
    def channel(name: str, pk: str) -> dict[str, object]:
        return {
            "id": pk, "name": name, "state": "Ring", "caller": {"number": "13800000001", "name": ""},
            "dialplan": {"context": "from-telecom", "exten": "4008000"},
        }  # fmt: skip

    stamp = "2025-11-22T10:00:0{}.000+0800"
    trunk, agent = channel(TRUNK, "17.1"), channel(AGENT, "17.2")
    board = Switchboard("PJSIP/telecom")
    told = [
        said
        for event in [
            {"type": "ChannelCreated", "timestamp": stamp.format(0), "channel": trunk},
            {"type": "ChannelCreated", "timestamp": stamp.format(1), "channel": agent},
            {"type": "Dial", "timestamp": stamp.format(2), "dialstatus": "", "caller": trunk, "peer": agent},
            {
                "type": "Dial",
                "timestamp": stamp.format(4),
                "dialstatus": "ANSWER",
                "caller": trunk,
                "peer": agent,
            },
            {"type": "ChannelDestroyed", "timestamp": stamp.format(8), "channel": agent, "cause": 16},
            {"type": "ChannelDestroyed", "timestamp": stamp.format(9), "channel": trunk, "cause": 16},
        ]
        for said in ari.translate(board, event)
    ]
    assert [(said.event, said.extension) for said in told] == [
        ("ringing", ""),
        ("ringing", "8001"),
        ("talking", "8001"),
        ("ended", "8001"),
    ]
    assert told[2].at.astimezone(UTC) == datetime(2025, 11, 22, 2, 0, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "garbage",
    [
        {},
        {"type": "Dial"},
        {"type": "Dial", "caller": 3, "peer": []},
        {"type": 7},
        {"type": "ChannelCreated", "channel": {"id": "1"}},
    ],
)
def test_events_of_another_shape_are_passed_over(garbage: dict[str, object]) -> None:
    assert list(ari.translate(Switchboard("PJSIP/telecom"), garbage)) == []


def test_what_is_kept_can_be_read_again() -> None:
    for said in heard(A_CALL):
        assert read_said(said.packed()) == said


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("PJSIP/8001-0000002a", "8001"),
        ("Local/8001@from-queue-00000003;1", "8001"),
        ("SIP/8001", "8001"),
        ("PJSIP/telecom-01", ""),
        ("8001", ""),
        ("", ""),
    ],
)
def test_extension_stands_in_the_name_of_a_channel(name: str, extension: str) -> None:
    assert extension_of(name) == extension
