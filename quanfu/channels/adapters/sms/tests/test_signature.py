"""The vendors' own published examples."""

from datetime import UTC, datetime

from quanfu.channels.adapters.sms import aliyun, tencent


def test_alibaba_cloud_signature_is_the_published_one() -> None:
    query = aliyun.canonical_query({"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"})  # fmt: skip
    headers = aliyun.signed_headers(
        key_id="YourAccessKeyId", key_secret="YourAccessKeySecret", host="ecs.cn-shanghai.aliyuncs.com", action="RunInstances",
        version="2014-05-26", query=query, at=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), nonce="3156853299f313e23d1673dc12e1703d",
    )  # fmt: skip
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_values_of_a_query_are_encoded_as_rfc_3986_says() -> None:
    assert aliyun.canonical_query({"b": "a b*c~d/e", "a": "短信"}) == "a=%E7%9F%AD%E4%BF%A1&b=a%20b%2Ac~d%2Fe"


def test_tencent_cloud_signature_is_the_published_one() -> None:
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    headers = tencent.signed_headers(
        secret_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secret_key="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", service="cvm",
        host="cvm.tencentcloudapi.com", body=body, at=datetime.fromtimestamp(1551113065, UTC),
    )  # fmt: skip
    assert headers["Authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )
