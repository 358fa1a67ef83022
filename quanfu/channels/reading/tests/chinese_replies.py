"""Replies as Chinese mail programs and telephones write them, put together from parts, with what is new in them known.

The layouts are those that the programs write; names, dates and words are drawn by a seeded source.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

NEW = (
    "师傅明天上午来吗？\n我们八点有人。", "收到，谢谢！", "好的", "可以，周三下午三点以后都行。\n\n另外厨房的阀门也漏水，麻烦一起看看。",
    "1、三号冷库温度还是零下二度；\n2、压缩机有异响；\n3、请带密封圈。", "发自内心地感谢你们，师傅修得很好。", "我用华为手机拍的照片，看不清的话我再发。",
    "上次贵司来信说：配件三天到。\n今天已经第五天了，还没到。", "价格>500元的要先审批，请报价。", "请按下面的地址上门：\n\n王大明\n电话：13800000000\n地址：上海市黄浦区人民路1号",
    "型号：KFR-35GW/(35596)\n购买时间：2024年3月1日\n故障现象：不制热", "您好！\n\n    附件是现场照片，请查收。", "發票抬頭請改為「大明有限公司」。", "Re: 工单 123 已经处理好了吗？",
    "请问客服电话是多少？我打了三次都没人接！！！", "同意。\n-- 但是必须在国庆前完工 --", "不是从手机上发送的，照片是相机拍的。", "在 3 月 5 日之前能修好吗？我 3 月 6 日要出差。",
)  # fmt: skip
OLD = ("请补充照片", "王先生：\n\n您好！您的报修已受理，单号 FW-20240616-0007。\n\n客服中心\n电话：400-000-0000", "收到。\n我们会尽快安排。", "Dear customer,\n\nplease send a photo.\n\nBest regards")  # fmt: skip
WEEK = "一二三四五六日"


@dataclass(frozen=True)
class When:
    """A moment in the ways in which programs write it."""

    year: int
    month: int
    day: int
    hour: int
    minute: int

    @property
    def week(self) -> str:
        return WEEK[(self.day + self.month) % 7]

    @property
    def half(self) -> str:
        return f"{'上午' if self.hour < 12 else '下午'}{self.hour % 12 or 12}:{self.minute:02}"

    def zh(self, *, padded: bool = False) -> str:
        return (
            f"{self.year}年{self.month:02}月{self.day:02}日"
            if padded
            else f"{self.year}年{self.month}月{self.day}日"
        )

    @property
    def clock(self) -> str:
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def iso(self) -> str:
        return f"{self.year}-{self.month:02}-{self.day:02}"


def marked(text: str, sign: str = "> ") -> str:
    return "\n".join((sign + line).rstrip() for line in text.split("\n"))


# {n} name and {a} address of who wrote before, {me} who answers, {s} the subject, {t} the quoted text, {q} the same with >
QUOTES = {
    "qq": '------------------ 原始邮件 ------------------\n发件人: "{n}" <{a}>;\n发送时间: {zh}(星期{w}) {half}\n收件人: "{me}"<me@x.cn>;\n\n主题: {s}\n\n\n\n{t}',
    "qq, with a copy": '------------------&nbsp;原始邮件&nbsp;------------------\n发件人:                                                                                                                        "{n}"                                                                                    <{a}>;\n发送时间:&nbsp;{zh}(星期{w}) {half}\n收件人:&nbsp;"{me}"<me@x.cn>;\n抄送:&nbsp;"李"<li@x.cn>;\n主题:&nbsp;{s}\n\n\n\n{t}'.replace("&nbsp;", "\xa0"),
    "qq, english": '------------------ Original ------------------\nFrom: "{n}" <{a}>;\nDate: Sun, Jun 16, 2024 03:21 PM\nTo: "{me}"<me@x.cn>;\nSubject: {s}\n\n{t}',
    "qq, telephone": '---原始邮件---\n发件人: "{n}"<{a}>\n发送时间: {zh}(周{w}) {half}\n收件人: "{me}"<me@x.cn>;\n主题: {s}\n\n{t}',
    "163": '\n\n\n\n\n\nAt {iso} {clock}:00, "{n}" <{a}> wrote:\n{q}',
    "163, chinese": '在 {iso} {clock}:00，"{n}" <{a}> 写道：\n\n{t}',
    "163, new": "---- 回复的原邮件 ----\n| 发件人 | {n}<{a}> |\n| 日期 | {zh0} {clock} |\n| 收件人 | me@x.cn |\n| 抄送至 | |\n| 主题 | {s} |\n{t}",
    "163, new, english": "---- Replied Message ----\n| From | {n}<{a}> |\n| Date | 06/16/2024 15:21 |\n| To | me@x.cn |\n| Subject | {s} |\n{t}",
    "netease master": "在{zh0} {clock}，{n}<{a}> 写道：\n{t}",
    "netease master, name only": "在{zh0} {clock}，{n} 写道：\n{t}",
    "126, forwarded head": "-------- 转发邮件信息 --------\n发件人：{n} <{a}>\n发送日期：{iso} {clock}:00\n收件人：me@x.cn\n主题：{s}\n{t}",
    "foxmail": "\xa0\n发件人： {n}\n发送时间： {iso} {clock}\n收件人： {me}\n主题： {s}\n{t}",
    "foxmail, with addresses": " \n发件人： {n}\n发送时间： {iso} {clock}\n收件人： {me}; 李娜\n抄送： 张工\n主题： Re: {s}\n{t}",
    "outlook": "________________________________\n发件人: {n} <{a}>\n发送时间: {zh} {clock}\n收件人: {me} <me@x.cn>\n抄送: 李娜 <li@x.cn>\n主题: {s}\n\n{t}",
    "outlook, no line": "发件人: {n} <{a}> \n发送时间: {zh} {clock}\n收件人: '{me}' <me@x.cn>\n主题: 答复: {s}\n\n{t}",
    "outlook, mailto": "发件人: {n} [mailto:{a}] \n发送时间: {zh} {clock}\n收件人: {me}\n主题: {s}\n\n{t}",
    "outlook, mac": "发件人: {n} <{a}>\n日期: 星期{w}, {zh} {clock}\n至: {me} <me@x.cn>\n主题: {s}\n\n{t}",
    "outlook, bold": "*发件人:* {n} <{a}>\n*发送时间:* {zh} {clock}\n*收件人:* {me} <me@x.cn>\n*主题:* {s}\n\n{t}",
    "outlook, old": "-----邮件原件-----\n发件人: {n} [mailto:{a}] \n发送时间: {zh} {clock}\n收件人: {me}\n主题: {s}\n\n{t}",
    "outlook, taiwan": "________________________________\n寄件者: {n} <{a}>\n寄件日期: {zh} {half}\n收件者: {me} <me@x.cn>\n主旨: {s}\n\n{t}",
    "wecom": '------------------ 原始邮件 ------------------\n发件人：\xa0"{n}"<{a}>;\n发送时间：\xa0{zh}(星期{w}) {half}\n收件人：\xa0"{me}"<me@x.cn>;\n主题：\xa0{s}\n\n{t}',
    "wecom, telephone": '---Original---\nFrom: "{n}"<{a}>\nDate: Sun, Jun 16, 2024 15:21 PM\nTo: "{me}"<me@x.cn>;\nSubject: {s}\n\n{t}',
    "aliyun": "------------------------------------------------------------------\n发件人：{n} <{a}>\n发送时间：{zh}(星期{w}) {clock}\n收件人：{me} <me@x.cn>\n抄　送：李娜 <li@x.cn>\n主　题：{s}\n\n{t}",
    "apple": "在 {zh}，{clock}，{n} <{a}> 写道：\n\n{q}",
    "apple, unmarked": "在 {zh}，{half}，{n} <{a}> 写道：\n\n{t}",
    "apple, telephone": "{qhead}\n{q}",
    "apple, hongkong": "{n} <{a}> 於 {zh} {half} 寫道：\n\n{q}",
    "gmail": "{n} <{a}> 于{zh}周{w} {clock}写道：\n\n{q}\n>",
    "gmail, wrapped": "{n} <\nlong.{a}> 于{zh}周{w} {clock}写道：\n\n{q}",
    "gmail, name": "{n} 于 {zh} 周{w} {half}写道：\n\n{q}",
    "gmail, taiwan": "{n} <{a}> 於 {zh} 週{w} {half}寫道：\n\n{q}",
    "thunderbird": "在 {year}/{month}/{day} {clock}, {n} 写道:\n{q}",
    "coremail": "{qcore}\n{q}",
    "sina": "----- 原始邮件 -----\n发件人：{n} <{a}>\n收件人：me <me@x.cn>\n主题：{s}\n日期：{zh0} {hour}点{minute}分\n\n{t}",
    "huawei": "-------- 原始邮件 --------\n发件人： {n} <{a}>\n日期： {zh}周{w} {clock}\n收件人： me@x.cn\n主 题： {s}\n{t}",
    "samsung": "-------- 原始信息 --------\n由： {n} <{a}> \n日期： {year}/{month}/{day}  {clock}  (GMT+08:00) \n收件人： me@x.cn \n主题： {s} \n\n{t}",
    "xiaomi": "在 {n} <{a}>，{zh} {half}写道：\n{t}",
    "feishu": "{n} <{a}> 在 {zh} 周{w} {clock} 写道：\n\n{t}",
    "feishu, head": "发件人: {n} <{a}>\n时间: {zh} {clock}\n收件人: {me} <me@x.cn>\n主题: {s}\n\n{t}",
    "notes": "{n} <{a}> 写于 {iso} {clock}:00:\n\n{q}",
    "spark": "在 {zh} +0800 {clock}，{n} <{a}>，写道：\n{q}",
    "yahoo": "{zh} 星期{w} {half}，{n} <{a}> 寫道：\n\n{t}",
    "english client": "On {iso} {clock}, {n} <{a}> wrote:\n{q}",
}  # fmt: skip
SIGNED = {
    "none": "", "iphone": "发自我的iPhone", "iphone, spaced": "发自我的 iPhone", "ipad": "从我的 iPad 发送", "huawei": "发自我的华为手机", "huawei, from": "来自我的华为手机",
    "xiaomi": "发自我的小米手机", "xiaomi, short": "发自小米手机", "oppo": "来自我的OPPO手机", "vivo": "发自我的 vivo 手机", "honor": "发自我的荣耀手机",
    "samsung": "从我的三星 Galaxy 智能手机发送。", "qq app": "发自我的QQ邮箱", "wecom": "发自我的企业微信", "netease": "发自 网易邮箱大师", "netease, made": "| |\n张三\n|\n|\n邮箱：zs@163.com\n|\n\n签名由 网易邮箱大师 定制",
    "outlook": "获取 Outlook for iOS<https://aka.ms/o0ukef>", "outlook, from": "发送自 Outlook for Android", "windows": "从 Windows 版邮件发送", "feishu": "发自我的飞书邮箱",
    "taiwan": "從我的 iPhone 傳送", "english": "Sent from my iPhone", "dingtalk": "发自我的钉钉邮箱", "mobile 139": "发自139邮箱",
    "card": "-- \n张三\n某某科技有限公司 采购部经理\n电话：13900000000", "card, line": "--------------------\n张三\n某某科技有限公司\n手机：13900000000\n邮箱：zs@x.cn",
    "leave": "此致\n敬礼！\n\n张三", "wishes": "祝好！\n张三", "business": "顺颂商祺\n\n张三\n某某科技有限公司", "secret": "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。禁止任何其他人以任何形式使用。",
}  # fmt: skip
NAMES = (("客服", "kefu@x.cn"), ("全服客户服务中心", "service@quanfu.example"), ("Li Na", "li.na@x.cn"), ("张工（售后）", "zhang@x.cn"), ("\u5218\u8fdc", "13800000000@163.com"))  # fmt: skip
SUBJECTS = ("工单", "Re: 暖气不热", "回复：FW-20240616-0007：空调不制冷", "答复: 【工单】报修")


def quote(source: random.Random, client: str) -> str:
    """What this client puts under a reply."""
    when = When(source.randint(2019, 2026), source.randint(1, 12), source.randint(1, 28), source.randint(0, 23), source.randint(0, 59))  # fmt: skip
    (name, address), text = source.choice(NAMES), source.choice(OLD)
    apple = f"> 在 {when.zh()}，{when.half}，{name} <{address}> 写道：\n> "
    core = f'> -----原始邮件-----\n> 发件人: "{name}" <{address}>\n> 发送时间: {when.iso} {when.clock}:00 (星期{when.week})\n> 收件人: me@x.cn\n> 抄送: \n> 主题: 工单\n> '
    return QUOTES[client].format(
        n=name, a=address, me="王大明", s=source.choice(SUBJECTS), t=text, q=marked(text), qhead=apple, qcore=core, zh=when.zh(), zh0=when.zh(padded=True),
        w=when.week, half=when.half, clock=when.clock, iso=when.iso, year=when.year, month=when.month, day=when.day, hour=when.hour, minute=when.minute,
    )  # fmt: skip


def replies(seed: int, each: int) -> Iterator[tuple[str, str, str]]:
    """(what it is, the text, what is new in it): every client ``each`` times, every signature in turn."""
    source = random.Random(seed)
    signatures = list(SIGNED)
    for number in range(each):
        for place, client in enumerate(QUOTES):
            new = source.choice(NEW)
            signed = signatures[(number * 7 + place) % len(signatures)]
            gap = "\n" * source.choice((2, 2, 3, 5))
            end = f"\n\n{SIGNED[signed]}" if SIGNED[signed] else ""
            yield f"{client} / {signed}", f"{new}{end}{gap}{quote(source, client)}", new
