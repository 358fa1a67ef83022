"""A telephone that rings, answers, records and says in JSON lines what happens; run as a program: softphone.py PORT WAV."""

import json
import re
import sys
import time
from typing import Any

import pjsua2 as pj

RINGS = 0.6  # seconds before it answers


def say(event: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


class Talk(pj.Call):
    recorder: Any = None
    wav = ""

    def onCallState(self, _prm: Any) -> None:
        info = self.getInfo()
        if info.state == pj.PJSIP_INV_STATE_CONFIRMED:
            say("talking", call=info.callIdString)
        elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            Telephone.over = True
            say("ended", call=info.callIdString)

    def onCallMediaState(self, _prm: Any) -> None:
        audio = self.getAudioMedia(-1)
        self.recorder = pj.AudioMediaRecorder()
        self.recorder.createRecorder(self.wav)
        audio.startTransmit(self.recorder)


class Telephone(pj.Account):
    over = False
    talk: Any = None
    since = 0.0
    wav = ""

    def onIncomingCall(self, prm: Any) -> None:
        Telephone.talk = Talk(self, prm.callId)
        Telephone.talk.wav = self.wav
        info = Telephone.talk.getInfo()
        caller = re.search(r"sip:([^@>]+)@", info.remoteUri)
        called = re.search(r"sip:([^@>]+)@", info.localUri)
        answer = pj.CallOpParam()
        answer.statusCode = 180
        Telephone.talk.answer(answer)
        Telephone.since = time.monotonic()
        say(
            "ringing",
            call=info.callIdString,
            extension=called[1] if called else "",
            **{"from": caller[1] if caller else ""},
        )


def main(port: int, wav: str) -> None:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.logConfig.level = config.logConfig.consoleLevel = 0
    endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.port, transport.boundAddress = port, "127.0.0.1"
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    account = pj.AccountConfig()
    account.idUri = f"sip:8001@127.0.0.1:{port}"
    telephone = Telephone()
    telephone.wav = wav
    telephone.create(account)
    say("ready")
    answered, end = False, time.monotonic() + 30
    while not Telephone.over and time.monotonic() < end:
        endpoint.libHandleEvents(20)
        if Telephone.since and not answered and time.monotonic() - Telephone.since > RINGS:
            answered, yes = True, pj.CallOpParam()
            yes.statusCode = 200
            Telephone.talk.answer(yes)
    Telephone.talk = None
    telephone.shutdown()
    endpoint.libDestroy()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
