"""What is new in replies from Chinese mail programs and telephones: each program with many signatures, dates and names."""

import pytest

from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.reply import new_words
from quanfu.channels.reading.tests.chinese_replies import NEW, OLD, QUOTES, SIGNED, replies
from quanfu.channels.reading.tests.letters import read

SEED = 20_240_617
EACH = 30  # 43 programs as often as this


def same(found: str, wanted: str) -> bool:
    return "".join(found.split()) == "".join(wanted.split())


@pytest.mark.parametrize("sender", ["", "王大明", "张三"])
def test_of_every_programs_replies_the_new_words_stay_and_nothing_else(sender: str) -> None:
    wrong = [
        (what, text, found)
        for what, text, new in replies(SEED, EACH)
        if not same(found := new_words(text, sender=sender), new)
    ]
    assert wrong == []


def test_every_program_and_every_signature_takes_part() -> None:
    seen = [what.split(" / ") for what, _text, _new in replies(SEED, EACH)]
    assert {client for client, _signed in seen} == set(QUOTES)
    assert {signed for _client, signed in seen} == set(SIGNED)


@pytest.mark.parametrize("new", NEW)
def test_a_letter_without_a_quote_stays_whole(new: str) -> None:
    assert new_words(new) == new


def test_a_customers_own_address_is_no_signature() -> None:
    text = "请按下面的地址上门：\n\n王大明\n电话：13800000000\n地址：上海市黄浦区人民路1号"
    assert new_words(text, sender="王大明") == text
    assert new_words(f"{text}\n\n王大明\n电话：13800000000", sender="王大明") == text


def test_answers_between_the_lines_of_a_chinese_quote_stay() -> None:
    text = "在 2024年6月16日，15:21，客服 <kefu@x.cn> 写道：\n\n> 几楼？\n\n三楼。\n\n> 什么时候在家？\n\n周一。\n\n发自我的iPhone"
    assert new_words(text) == "三楼。\n\n周一。"


def test_lines_that_a_server_wrapped_without_their_mark_are_quoted_too() -> None:
    text = "This is a test\n\nOn Sep 21, 2016 3:18 PM, <x@y.cn> wrote:\n> the pump in the third cold store has been noisy since\nmonday morning and it leaks\n> please come"
    assert new_words(text) == "This is a test"
    assert new_words("> Which pump?\nthe third\n> Since when?\nmonday") == "the third\nmonday"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("水泵好了。\n\n——————————————\n\n小满\n活动协调人", "水泵好了。"),
        ("The pump works.\n\nRegards, Roman", "The pump works."),
        ("The pump works.\n\nMed venlig hilsen / Kind regards\n\nTim Tommy\nCEO", "The pump works."),
        ("The pump works.\n\nJim Smith | Enrollment Manager\nXYZ Corp", "The pump works."),
        (
            "Va bene.\n\nIl giorno lun 4 lug 2022 alle ore 08:12 Li <li@x.cn>\nha scritto:\n\n> Test",
            "Va bene.",
        ),
        ("A jelentes elkeszult.\n\nUdv\nAnna", "A jelentes elkeszult."),
        (
            "Fine.\n\nDate: Tue, 2 Oct 2012 02:35:10 +0000 From: li@x.cn To: Wang Subject: Pump\n\nold",
            "Fine.",
        ),
        ("Marc wrote:\n> Is it safe?\n\nIt is.", "It is."),
        (
            "好的\n\n-----邮件原件二-----\n发件人: 客服 <k@x.cn>\n发送时间: 2024年6月16日\n主题: 工单\n\n旧",
            "好的",
        ),
    ],
)
def test_ends_that_other_libraries_taught_us(text: str, new: str) -> None:
    assert new_words(text) == new


@pytest.mark.parametrize(
    "text",
    [
        "报价如下：\n\n——————\n水泵\n阀门 2 个",
        "Let's add nothing here, just plain text and images\n\n--\n*Tejaswini Chile.*\nSoftware developer\n*Mob:8485827731",
        "Thanks, Roman, for the visit.\nThe valve leaks.",
        "Visit us now...\n>>> >>> http://x.cn <<<\nVisit our site",
    ],
)
def test_what_only_looks_like_an_end_stays_too(text: str) -> None:
    assert new_words(text) == text.partition("\n\n--\n")[0]


HTML = {
    "qq": '<div>{new}</div><div><br></div><div style="font-size: 12px;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"客服"&lt;kefu@x.cn&gt;;</div><div><b>发送时间:</b>&nbsp;2024年6月16日(星期天) 下午3:21</div><div><b>收件人:</b>&nbsp;"c"&lt;c@x.cn&gt;;</div><div><b>主题:</b>&nbsp;工单</div></div><div><br></div><div>{old}</div>',
    "qq, telephone": '<meta charset="utf-8"><div>{new}</div><div><br></div><div>发自我的iPhone</div><div><br></div><div><br></div><div style="font-size:70%;padding:2px 0;">------------------ 原始邮件 ------------------</div><div style="font-size:70%;background:#f0f0f0;color:#212121;padding:8px"><div><b>发件人:</b> 客服 &lt;kefu@x.cn&gt;</div><div><b>发送时间:</b> 2024年6月16日 15:21</div><div><b>收件人:</b> c &lt;c@x.cn&gt;</div><div><b>主题:</b> 工单</div></div><br>{old}',
    "163": '<div style="line-height:1.7"><p style="margin:0">{new}</p><br><pre><br>At 2024-06-16 15:21:00, "客服" &lt;kefu@x.cn&gt; wrote:</pre><blockquote id="isReplyContent" style="PADDING-LEFT:1ex;MARGIN:0 0 0 0.8ex;BORDER-LEFT:#ccc 1px solid"><div>{old}</div></blockquote></div>',
    "netease master": '<div>{new}</div><div id="ntes-pcmac-signature"><table><tr><td>张三</td></tr><tr><td>邮箱：zs@163.com</td></tr></table></div><div style="font-size:14px"><div>---- 回复的原邮件 ----</div><table><tr><td>发件人</td><td>客服&lt;kefu@x.cn&gt;</td></tr><tr><td>日期</td><td>2024年06月16日 15:21</td></tr><tr><td>收件人</td><td>c@x.cn</td></tr><tr><td>主题</td><td>工单</td></tr></table><div>{old}</div></div>',
    "foxmail": '<div>{new}</div><div><br></div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span>张三<br>某某科技有限公司<br>电话：13900000000</span></div><blockquote style="margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="font-size: 12px;background:#efefef;"><div><b>发件人：</b>&nbsp;<a href="mailto:kefu@x.cn">客服</a></div><div><b>发送时间：</b>&nbsp;2024-06-16&nbsp;15:21</div><div><b>收件人：</b>&nbsp;张三</div><div><b>主题：</b>&nbsp;工单</div></div></div><div>{old}</div></blockquote>',
    "outlook": '<div class="WordSection1"><p class="MsoNormal">{new}</p><p class="MsoNormal">&nbsp;</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>发件人:</b> 客服 &lt;kefu@x.cn&gt; <br><b>发送时间:</b> 2024年6月16日 15:21<br><b>收件人:</b> 张三<br><b>主题:</b> 工单</p></div></div><p class="MsoNormal">{old}</p></div>',
    "apple": '<div dir="ltr">{new}</div><div dir="ltr"><br><blockquote type="cite">在 2024年6月16日，下午3:21，客服 &lt;kefu@x.cn&gt; 写道：<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{old}</div></blockquote>',
    "aliyun": '<div class="__aliyun_email_body_block"><div>{new}</div><div><br></div><blockquote style="margin-right:0;margin-top:0;margin-bottom:0"><div>------------------------------------------------------------------</div><div>发件人：客服 &lt;kefu@x.cn&gt;</div><div>发送时间：2024年6月16日(星期日) 15:21</div><div>收件人：c &lt;c@x.cn&gt;</div><div>主　题：工单</div><div><br></div><div>{old}</div></blockquote></div>',
    "wecom": '<div>{new}</div><div><br></div><div><br></div><div>发自我的企业微信</div><div id="original-content"><div style="font-size:12px;background:#efefef;padding:8px"><div><b>发件人: </b>客服&lt;kefu@x.cn&gt;</div><div><b>发件时间: </b>2024年6月16日(周日) 15:21</div><div><b>收件人: </b>c&lt;c@x.cn&gt;</div><div><b>主题: </b>工单</div></div><div>{old}</div></div>',
    "huawei": '<p dir="ltr">{new}</p><p dir="ltr">发自我的华为手机</p><div class="quote"><br>-------- 原始邮件 --------<br>发件人： 客服 &lt;kefu@x.cn&gt;<br>日期： 2024年6月16日周日 15:21<br>收件人： c@x.cn<br>主 题： 工单<br><blockquote>{old}</blockquote></div>',
}  # fmt: skip


@pytest.mark.parametrize("client", HTML)
@pytest.mark.parametrize("number", range(3))
def test_the_html_of_chinese_programs_is_cut_too(client: str, number: int) -> None:
    new, old = NEW[number * 3], OLD[number]
    mail = read(
        HTML[client].format(new=new.replace("\n", "<br>"), old=old.replace("\n", "<br>")), kind="text/html"
    )
    assert same(mail.reply_text, new)
    assert same(old.split("\n")[0], mail.text[mail.text.find(old.split("\n")[0]) :].split("\n")[0])
    assert parse_mail(b"From: a@x.cn\r\nSubject: x\r\n\r\n" + new.encode()).reply_text == new
