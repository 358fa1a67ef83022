"""The new words of a mail, told from quotes and signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quanfu.channels.reading.parse import parse_mail
from quanfu.channels.reading.reply import new_words
from quanfu.channels.reading.tests.letters import parts, read

CHINESE = {
    "qq": "------------------ 原始邮件 ------------------\n发件人: \"客服\" <kefu@x.cn>;\n发送时间: 2024年6月16日(星期天) 下午3:21\n收件人: \"c\"<c@x.cn>;\n主题: 工单\n\n请补充照片",
    "qq, english": "------------------ Original ------------------\nFrom: 客服 <kefu@x.cn>\nDate: Sun,Jun 16,2024 3:21 PM\nTo: c <c@x.cn>\nSubject: Re: 工单\n\n请补充照片",
    "163": "---- 回复的原邮件 ----\n| 发件人 | 客服<kefu@x.cn> |\n| 日期 | 2024年06月16日 15:21 |\n| 收件人 | c@x.cn |\n| 主题 | 工单 |\n请补充照片",
    "163 web": "\n\n\n\nAt 2024-06-16 15:21:00, \"客服\" <kefu@x.cn> wrote:\n>请补充照片",
    "163, chinese": "在 2024-06-16 15:21:00，\"客服\" <kefu@x.cn> 写道：\n\n请补充照片",
    "netease master": "| |\n张三\n|\n|\n邮箱：zs@163.com\n|\n\n签名由 网易邮箱大师 定制\n\n在2024年06月16日 15:21，客服 写道：\n请补充照片",
    "foxmail": "\n\n张三\n某某科技有限公司 经理\n电话：13800000000\n邮箱：zs@x.cn\n \n发件人： 客服\n发送时间： 2024-06-16 15:21\n收件人： 张三\n主题： 工单\n请补充照片",
    "outlook": "________________________________\n发件人: 客服 <kefu@x.cn>\n发送时间: 2024年6月16日 15:21\n收件人: c\n主题: 工单\n\n请补充照片",
    "outlook, taiwan": "獲取 Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n寄件者: 客服 <k@x.cn>\n寄件日期: Sunday, June 16, 2024 3:21:00 PM\n收件者: c <c@x.cn>\n主旨: Re\n\n請補充照片",
    "gmail": "客服 <kefu@x.cn> 于2024年6月16日周日 15:21写道：\n\n> 请补充照片\n>",
    "gmail, taiwan": "客服 <kefu@x.cn> 於 2024年6月16日 週日 下午3:21寫道：\n\n> 請補充照片",
    "iphone": "发自我的 iPhone\n\n> 在 2024年6月16日，15:21，客服 <kefu@x.cn> 写道：\n> \n> 请补充照片",
    "iphone, unmarked": "发自我的iPhone\n\n在 2024年6月16日，下午3:21，客服 <kefu@x.cn> 写道：\n\n请补充照片",
    "huawei": "来自我的华为手机\n-------- 原始邮件 --------\n发件人： 客服 <k@x.cn>\n日期： 2024年6月16日周日 15:21\n收件人： c@x.cn\n主 题： 工单\n请补充照片",
    "xiaomi": "发自我的小米手机\n在 客服 <kefu@x.cn>，2024年6月16日 下午3:21写道：\n请补充照片",
    "wecom": "发自企业微信\n\n---原始邮件---\n发件人：\"客服\"<k@x.cn>\n发送时间：2024年6月16日 15:21\n收件人：\"c\"<c@x.cn>;\n主题：工单\n\n请补充照片",
    "dingtalk": "------------------------------------------------------------------\n发件人：客服 <kefu@x.cn>\n发送时间：2024年6月16日(星期日) 15:21\n收件人：c <c@x.cn>\n主　题：工单\n\n请补充照片",
    "line above": "-- 请在此行以上回复 --\n请补充照片",
}  # fmt: skip


@pytest.mark.parametrize("client", CHINESE)
def test_what_chinese_mail_programs_quote_is_cut(client: str) -> None:
    assert (
        new_words("师傅明天上午来吗？\n我们八点有人。\n\n" + CHINESE[client])
        == "师傅明天上午来吗？\n我们八点有人。"
    )


WESTERN = [
    "On 11 Apr 2024, at 18:54, Li Na <li@x.cn> wrote:\n\n> Test\n>\n> Li",
    "On Nov 30, 2011, at 12:47 PM, Somebody <\n416ffd3258d4d2fa4@somebody.example.com>\nwrote:\n\nTest message",
    "2014-10-17 11:28 GMT+03:00 Postmaster <\npostmaster@sandbox.example.org>:\n\n> First",
    "Am So., 1. Jan. 2023 um 17:22 Uhr schrieb Li Na <li@x.cn>:\n\n> Test",
    "Von: li@x.cn\nGesendet: Dienstag, 25. November 2014 14:59\nAn: Wang\nBetreff: Pumpe\n\nText",
    "Le 23 janv. 2015 à 22:03, Li Na <li@x.cn<mailto:li@x.cn>> a écrit :\n\nBonjour!",
    "De : Li Na [mailto:li@x.cn]\nEnvoyé : vendredi 23 janvier 2015 16:39\nÀ : Wang\nObjet : Suivi\n\nTexte",
    "El mar, 25 jun 2024 a las 10:00, Li Na (<li@x.cn>) escribió:\n\n> Hola",
    "Il giorno mar 25 giu 2024 alle ore 10:00 Li Na <li@x.cn> ha scritto:\n\n> Ciao",
    "Op 17-feb.-2015, om 13:18 heeft Li Na <li@x.cn> het volgende geschreven:\n\nDag",
    "Den 14 september, 2015 02:23:18, Li Na (li@x.cn) skrev:\n\nHej",
    "W dniu 28 stycznia 2015 01:53 użytkownik Li Na <li@x.cn>\nnapisał:\n\nTekst",
    '02.04.2012 14:20 пользователь "li@x.cn" <\nli@x.cn> написал:\n\n> Привет',
    "2022年1月1日(金) 9:00 田中太郎 <taro@example.com>:\n> 明日でお願いします",
    "2024년 6월 16일 (일) 오후 3:21, 고객센터 <k@x.cn>님이 작성:\n\n> 사진",
    "From: li@x.cn\nSent: March-19-24 5:42 PM\nTo: Wang\nSubject: Pump\n\nText",
    "  *From:* li@x.cn [mailto:\n  li@x.cn]\n  *Sent:* Wednesday, June 27, 2024 3:05 PM\n  *To:* w@x.cn\n  *Subject:* Pump\n\nText",
    "-----Original Message-----\nFrom: li@x.cn\n\nText",
    "----- Ursprüngliche Nachricht -----\nText",
    "-------- Message d'origine --------\nTexte",
    "Begin forwarded message:\n\n> From: li@x.cn",
    "##- Please type your reply above this line -##\n\nText",
]


@pytest.mark.parametrize("quote", WESTERN)
def test_what_western_mail_programs_quote_is_cut(quote: str) -> None:
    assert new_words("The pump leaks again.\n\n" + quote) == "The pump leaks again."


def test_words_and_attribution_on_one_line_are_parted() -> None:
    assert new_words("fine On Wed, Apr 4, 2012 at 3:59 PM, li@x.cn wrote:\n> Hi") == "fine"


def test_answers_between_the_lines_stay() -> None:
    text = "On 04/19/2024 07:10 AM, Li Na wrote:\n\n> Which pump?\n\nNumber three.\n\n> Since when?\n\nSince Monday.\n"
    assert new_words(text) == "Number three.\n\nSince Monday."


def test_an_answer_below_the_quote_stays() -> None:
    assert new_words("On 04/19/2024 07:10 AM, Li Na wrote:\n> Which pump?\nNumber three.") == "Number three."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nWang Daming\nQuanfu", "--\nWang", "Sent from my iPhone", "Sent from my Verizon Wireless BlackBerry",
        "Get Outlook for Android<https://aka.ms/x>", "Sent with Sparrow (http://www.sparrowmailapp.com/?sig)",
        "Best regards,\nWang Daming\nManager\n+86 138 0000 0000", "Kind regards\n\nWang", "Thanks,\nWang", "-Daming Wang",
        "/Daming", "Mit freundlichen Grüßen\nDaming Wang", "Cordialement,\nWang", "Saludos,\nWang", "Med venlig hilsen\nWang",
        "Z poważaniem,\nWang", "С уважением,\nВан", "Gesendet von meinem iPhone", "Envoyé de mon iPhone",
        "此致\n敬礼\n\n王大明\n2024年6月17日", "顺祝商祺！\n王大明", "——王大明", "发自我的华为手机", "发送自 Windows 10 版邮件应用", "来自我的小米手机",
        "从 Windows 版邮件发送", "_______________________________________________\nusers mailing list\nhttps://x.cn/mailman/listinfo/users",
        "Disclaimer\n\nThe information contained in this mail is confidential.",
        "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人。", "Wang Daming\nSales Manager, Example Ltd\nTel: +86 138 0000 0000\nwww.example.cn",
    ],
)  # fmt: skip
def test_what_stands_under_a_letter_is_cut(signature: str) -> None:
    assert new_words("The pump leaks again.\n\n" + signature) == "The pump leaks again."


def test_the_senders_own_name_at_the_end_is_cut() -> None:
    assert new_words("水泵又漏了。\n王大明", sender="王大明") == "水泵又漏了。"


@pytest.mark.parametrize(
    "text",
    [
        "地址如下：\n联系人：王大明\n电话：13800000000\n地址：北京市海淀区中关村1号",
        "One outstanding question:\n\nLocally, when I run...\n\n- first\n- second\n- third",
        "Sent from my desk, is much easier than my mobile phone.",
        "From: Beijing\nTo: Shanghai\n2 boxes please", "And here is a fix -- this is not a signature.",
        "On your remote host you can run:\n\n  telnet\n\nto look.", "来自客户的投诉：\n师傅没来。", "我用手机下单，一直没发货。",
        "Thanks for the visit yesterday.\nThe pump works now.\nBut the valve does not.",
        "价格 > 500 元的\n都要审批", "Best, in my opinion, is to replace it.\nCan you send an offer?",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_end_stays(text: str) -> None:
    assert new_words(text) == text


def test_a_warning_that_a_server_put_above_is_cut() -> None:
    banner = "CAUTION: This email originated from outside of the company. Do not click links."
    assert new_words(f"{banner}\n\nThe pump leaks.") == "The pump leaks."


def test_a_mail_that_is_all_quote_stays_whole() -> None:
    text = "On Dec 16, 2011, at 12:47 PM, Li Na <li@x.cn> wrote:\n\n> old"
    assert new_words(text) == text


def test_what_is_forwarded_is_what_the_sender_says() -> None:
    text = "请处理\n\n---------- Forwarded message ---------\n发件人：李娜 <li@x.cn>\n主题：水泵\n\n水泵坏了"
    assert read(text, subject="转发：水泵").reply_text == text
    assert read(text, subject="回复：水泵").reply_text == "请处理"


HTML_QUOTES = {
    "gmail": '<div dir="ltr">好的</div><br><div class="gmail_quote"><div class="gmail_attr">On 2024, Li wrote:</div><blockquote class="gmail_quote">old</blockquote></div>',
    "gmail, answered inside": '<div class="gmail_quote"><div class="gmail_attr">On 2024, Li wrote:</div><blockquote class="gmail_quote">old</blockquote><div>好的</div><blockquote class="gmail_quote">old</blockquote></div>',
    "thunderbird": '<p>好的</p><div class="moz-cite-prefix">Am 16.06.24 um 15:21 schrieb Li:</div><blockquote type="cite" cite="mid:1@x">old</blockquote>',
    "outlook web": '<div>好的</div><hr style="width:98%"><div id="divRplyFwdMsg"><b>发件人:</b> Li<br></div><div>old</div>',
    "outlook phone": '<div>好的</div><div id="ms-outlook-mobile-signature"></div><div id="mail-editor-reference-message-container">old</div>',
    "outlook": '<p>好的</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3pt"><p><b>发件人:</b> Li</p></div><p>old</p>',
    "qq": "<div>好的</div><div><includetail><div>------------------&nbsp;原始邮件&nbsp;------------------</div>old</includetail></div>",
    "163": '<div>好的</div><blockquote id="isReplyContent">old</blockquote>',
    "netease master": '<div>好的</div><div class="ntes-mailmaster-quote">old</div>',
    "apple": '<div>好的</div><div><blockquote type="cite">old</blockquote></div>',
    "yahoo": '<div>好的</div><div id="ydp1yahoo_quoted_1" class="ydp1 yahoo_quoted">old</div>',
    "hotmail": '<div>好的<hr id="stopSpelling">Date: Mon, 2 Apr 2024<br>old</div>',
    "proton": '<div>好的</div><div class="protonmail_quote">old</div>',
    "plain box below an attribution": "<p>好的</p><p>On 11-Apr-2024, at 6:54 PM, Li &lt;li@x.cn&gt; wrote:</p><blockquote>old</blockquote>",
    "line above a head": "<div>好的<br><hr><b>From: </b>li@x.cn<br><b>To: </b>w@x.cn<br><b>Sent: </b>Friday, July 22, 2024<br>old</div>",
}


@pytest.mark.parametrize("client", HTML_QUOTES)
def test_the_marks_that_mail_programs_leave_in_html_are_evidence(client: str) -> None:
    mail = read(HTML_QUOTES[client], kind="text/html")
    assert mail.reply_text == "好的"
    assert (
        "old" in mail.text
        and "old" in mail.html
        and not set("\ue0a0\ue0a1\ue0a2") & set(mail.text + mail.html)
    )


def test_the_html_tells_what_the_plain_form_does_not_show_as_quoted() -> None:
    source = '<p>好的，明天见。</p><blockquote type="cite">请补充照片</blockquote>'
    raw = parts(
        "Content-Type: text/plain; charset=utf-8\r\n\r\n好的，明天见。\r\n\r\n请补充照片",
        f"Content-Type: text/html; charset=utf-8\r\n\r\n{source}",
        kind="multipart/alternative",
    )
    assert parse_mail(raw).reply_text == "好的，明天见。"


def test_the_quote_in_html_is_marked_so_that_a_page_can_fold_it() -> None:
    assert 'data-quote=""' in read(HTML_QUOTES["gmail"], kind="text/html").html


@given(st.text(alphabet=st.sampled_from("a\n> :-_@On wrote发件人：写道2024"), max_size=200))
def test_new_words_are_never_lost(text: str) -> None:
    found = new_words(text)
    assert bool(found) == bool(text.strip())
    assert not set("".join(found.split())) - set("".join(text.split()))
