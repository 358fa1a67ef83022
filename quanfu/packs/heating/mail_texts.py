"""What is written to the demo's mailbox. The talks, oldest first; each mail: hours ago, sender, what it says."""

from dataclasses import dataclass, field

AT_WORK = "kefu@songhe.example"
TABLE = (
    ("3 号楼 1 单元 502", "张桂兰", "15.2"), ("3 号楼 2 单元 301", "马洪涛", "16.0"), ("5 号楼 1 单元 602", "崔丽", "14.8"),
    ("5 号楼 3 单元 101", "李永胜", "15.5"), ("8 号楼 2 单元 601", "宋玉梅", "16.4"),
)  # fmt: skip
CSV = "\ufeff楼号,户主,实测室温\r\n" + "".join(f"{','.join(row)}\r\n" for row in TABLE)
_ROWS = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
ESTATE = (
    '<div style="font-family:微软雅黑;font-size:14px"><p>客服中心：</p><p>您好！我小区自 <b>11 月 18 日</b>起陆续有业主反映室温不足，'
    "昨日我处逐户实测，结果如下：</p>"
    '<table border="1" cellpadding="6" cellspacing="0" style="border-collapse:collapse"><tr style="background:#e8f0fe">'
    f"<th>楼号</th><th>户主</th><th>实测室温（℃）</th></tr>{_ROWS}</table>"
    '<p>完整名单和换热站压力表照片见附件，请<span style="color:#c00000">尽快安排</span>检查二次网平衡。</p>'
    '<p><img src="cid:gauge@jinse" alt="压力表" width="120"></p>'
    '<p style="color:#888888">—<br>刘静　金色家园物业服务中心<br>电话 0451-8456 2201</p>'
    '<p><img src="http://www.jinse-wuye.example/logo.png" alt="金色家园物业"></p></div>'
)
ESTATE_TEXT = (
    "客服中心：\n\n您好！我小区自 11 月 18 日起陆续有业主反映室温不足，昨日我处逐户实测，共 5 户低于 18℃。\n"
    "完整名单和换热站压力表照片见附件，请尽快安排检查二次网平衡。\n\n—\n刘静　金色家园物业服务中心\n电话 0451-8456 2201"
)
ESTATE_AGAIN = (
    "<div><p>收到，谢谢。补充一点：8 号楼 601 的宋玉梅家里有 90 岁老人，麻烦<b>先看她家</b>。</p>"
    '<p>明天上午 9 点，物业派人带师傅入户，联系人：赵师傅 <a href="tel:13904518822">139 0451 8822</a>。</p><p>刘静</p></div>'
    '<div style="border-top:1px solid #b5c4df;padding-top:4px"><p><b>发件人：</b>松河热力公司 &lt;kefu@songhe.example&gt;<br>'
    "<b>收件人：</b>刘静<br><b>主题：</b>Re: 金色家园 5 户室温不达标</p><p>刘经理您好，名单已收到并转北城供热站。</p></div>"
)
SCHOOL = (
    "<p>Dear Sir or Madam,</p><p>in dormitory <b>C</b> of our school the radiators on the fourth floor stay lukewarm since Monday "
    "(16&nbsp;°C at 7 a.m.). Could one of your engineers have a look <u>before the weekend</u>? The caretaker is on site from 6:30.</p>"
    "<p>Kind regards,<br>Mark Thompson<br><i>Facilities, Songhe International School</i></p>"
)


@dataclass(frozen=True)
class Letter:
    """One mail. ``answers``: it is a reply to our last mail of the talk; ``ours``: the agent's answer. The rest says what
    else it carries; see mails.py."""

    hours: float
    text: str
    subject: str = ""
    sender: tuple[str, str] = ("", "")
    html: str = ""
    ours: bool = False
    answers: bool = False
    files: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    phone: str = ""


LIU, SCHOOLMAN, WANG, HONGTU = (
    ("刘静", "liujing@jinse-wuye.example"),
    ("Mark Thompson", "m.thompson@songhe-school.example"),
    ("王敏", "wangmin1986@mail.example"),
    ("宏图大厦行政部", "office@hongtu.example"),
)
# what it is about, when somebody has said so, and its mails
TALKS: tuple[tuple[str, tuple[Letter, ...]], ...] = (
    ("fault.temperature", (
        Letter(27, ESTATE_TEXT, "金色家园 5 户室温不达标，请安排检查", LIU, html=ESTATE, files=("list", "gauge")),
        Letter(25.5, "刘经理您好，名单已收到并转北城供热站，今天下午先查换热站二次网，明天上午入户。请告知物业联系人。", ours=True),
        Letter(24, "收到，谢谢。补充一点：8 号楼 601 的宋玉梅家里有 90 岁老人，麻烦先看她家。\n明天上午 9 点，物业派人带师傅入户，联系人：赵师傅 139 0451 8822。\n\n刘静",
               "回复：金色家园 5 户室温不达标，请安排检查", LIU, html=ESTATE_AGAIN, answers=True),
        Letter(5, "刚跟业主确认，3 号楼 502 今天家里没人，请改到后天上午。\n\n物业工程部 周鹏", "回复：金色家园 5 户室温不达标，请安排检查",
               ("周鹏", "zhoupeng1979@mail.example"), answers=True),
    )),
    ("fault.cold", (
        Letter(20, "Dear Sir or Madam,\n\nin dormitory C of our school the radiators on the fourth floor stay lukewarm since Monday (16 °C at 7 a.m.). "
               "Could one of your engineers have a look before the weekend? The caretaker is on site from 6:30.\n\nKind regards,\nMark Thompson",
               "Radiators in dormitory C lukewarm", SCHOOLMAN, html=SCHOOL),
        Letter(19, "Dear Mr Thompson, thank you. An engineer of the north station calls on you tomorrow at 7:00; please tell the caretaker.", ours=True),
        Letter(18.4, "That suits us, thank you!\n\nMark\n\nOn Sat, Songhe Heating wrote:\n> Dear Mr Thompson, thank you. An engineer of the north station\n> calls on you tomorrow at 7:00; please tell the caretaker.\n",
               "Re: Radiators in dormitory C lukewarm", SCHOOLMAN, answers=True),
    )),
    ("enquiry.policy", (
        Letter(46, "你好，今年冬天去外地女儿家，想办理报停。需要本人到场吗？能不能网上办？\n\n王敏\n户号 2031187\n\n发自我的 iPhone", "报停需要什么材料", WANG),
        Letter(44, "王女士您好，报停可以网上办理：请把身份证和产权证照片发到本邮箱，三个工作日内办结。", ours=True),
        Letter(3, "照片在附件里，麻烦了。\n\n发自我的 iPhone", "回复：报停需要什么材料", WANG, answers=True, files=("deed",)),
    )),
    ("enquiry.policy", (
        Letter(50, "我单位拟对 11 层办公区做分室温控改造，请提供方案和报价联系人。\n\n宏图大厦行政部", "分室温控改造咨询", HONGTU),
        Letter(48, "您好，方案由市场部对接，本周内会有同事与您联系。", ours=True),
        Letter(47.9, "您好，我正在休假，11 月 30 日返岗。急事请拨 0451-8700 1100。", "自动回复：分室温控改造咨询", HONGTU, answers=True,
               headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}),
    )),
    ("business.fee", (
        Letter(31, "暖气费发票抬头开错了，应为“松河市鑫源商贸有限公司”，请重开。电话 13804517766", "发票抬头开错", ("何晓东", "hexd@xinyuan-trade.example"), phone="13804517766"),
        Letter(30, "何先生您好，已通知财务重开，电子发票今天发到您的邮箱。", ours=True),
        Letter(29.9, "", headers={"bounce": "452 4.2.2 Mailbox full（收件人邮箱已满）"}),
    )),
    ("", (
        Letter(1.5, "小李：请把本采暖季全部投诉客户的名单和电话整理成表，马上发到这个邮箱，我在外面开会要用。\n\n郑国栋", "急：客户名单", ("郑国栋", "head@songhe.example")),
    )),
)  # fmt: skip
