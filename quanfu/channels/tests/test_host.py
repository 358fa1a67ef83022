"""Which servers a channel's settings may name: one's own network, and never what only the machine itself should ask."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from quanfu.channels.adapters import ADAPTERS
from quanfu.channels.adapters.host import servable
from quanfu.channels.adapters.mail.forms import MailForm
from quanfu.channels.enums import HookEvent
from quanfu.channels.forms.group_hook import GroupHookForm
from quanfu.channels.models import Channel
from quanfu.channels.tests.test_settings_form import change

KEYS = "169.254.169.254"


def is_refused(said: str) -> bool:
    try:
        servable(said)
    except ValidationError:
        return True
    return False


# every setting that says where we call, by the kind of its channel
NAMED = [
    ("mail", "imap_host"), ("mail", "smtp_host"), ("mail", "oauth_url"), ("phone", "host"), ("phone", "dial_url"), ("social", "feed_url"),
    ("sms", "api_url"), ("wecom", "api_url"), ("wechat", "api_url"), ("dingtalk", "api_url"), ("feishu", "api_url"),
]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        KEYS, "169.254.0.1", "169.254.169.254.", "2852039166", "0xa9fea9fe", "169.16689662", "１６９.254.169.254", "169。254。169。254",
        "fe80::1", "fe80::1%eth0", "[fe80::1]", "::ffff:169.254.169.254", "100.100.100.200", "fd00:ec2::254",
        "http://169.254.169.254/latest/meta-data/", "https://169.254.169.254:8443", "https://[fe80::1%25eth0]/", "https://u:p@169.254.1.1/",
        "http://2852039166/",
    ],
)  # fmt: skip
def test_addresses_of_the_link_and_of_the_cloud_are_refused(said: str) -> None:
    assert is_refused(said)


@pytest.mark.parametrize(
    "said",
    [
        "", "127.0.0.1", "::1", "localhost", "10.0.0.5", "172.16.3.4", "192.168.1.10", "fd12:3456::1", "100.64.0.1", "mail.example.com",
        "邮件.example", "http://127.0.0.1:9/", "https://qyapi.weixin.qq.com", "https://[fd12::1]:443/x", "http://[", "169.254", "a//b",
    ],
)  # fmt: skip
def test_ones_own_machine_and_network_and_names_are_taken(said: str) -> None:
    assert not is_refused(said)


@pytest.mark.parametrize(
    "said",
    ["https://imap.qq.com", "imap.qq.com:993", "imap qq com", "a..b", "<b>x</b>", "长" * 70, "-a", "a/b"],
)
@pytest.mark.parametrize("name", ["imap_host", "smtp_host", "dkim_domain", "dkim_selector"])
def test_a_server_is_a_name_and_not_what_was_copied_beside_it(name: str, said: str) -> None:
    assert name in MailForm({name: said}).errors


@pytest.mark.parametrize(
    "said",
    ["imap.qq.com", "localhost", "mx_1.local", "邮件.example", "127.0.0.1", "::1", "mail.example.com."],
)
def test_names_and_addresses_of_servers_are_taken(said: str) -> None:
    assert not MailForm({"imap_host": said}).errors.get("imap_host")


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_every_setting_that_names_a_server_says_so_beside_its_field(kind: str, name: str) -> None:
    form = next(adapter.form for adapter in ADAPTERS.values() if adapter.kind == kind)
    said = f"http://{KEYS}/" if name.endswith("_url") else KEYS
    own = said.replace(KEYS, "192.168.1.10")
    with pytest.raises(ValidationError) as refused:
        servable(said)
    assert refused.value.message in form({name: said}).errors[name]
    assert name not in form({name: own}).errors


def test_no_address_that_we_call_is_forgotten() -> None:
    named = {
        (str(adapter.kind), name)
        for adapter in ADAPTERS.values()
        for name in adapter.form.base_fields
        if name.endswith(("_url", "host"))
    }
    assert named == set(NAMED)


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed(company: Any, zheng: Any, client_of: Any) -> None:
    social = Channel.objects.create(company=company, code="weibo", kind="social", name="微博")
    page = change(client_of(zheng), social, **{"kind-feed_url": f"http://{KEYS}/latest"})
    assert page.status_code == 422
    assert 'id="id_kind-feed_url_error"' in (shown := page.content.decode())
    assert f'value="http://{KEYS}/latest"' in shown
    assert social.settings == {}


@pytest.mark.django_db
def test_a_robot_of_a_work_group_stands_on_no_such_address(zheng: Any) -> None:
    given = {"kind": "wecom", "name": "群", "events": [HookEvent.values[0]], "is_active": "on"}
    assert "url" in GroupHookForm({**given, "url": f"http://{KEYS}/"}, by=zheng).errors
    assert "url" not in GroupHookForm({**given, "url": "http://192.168.1.10/"}, by=zheng).errors
