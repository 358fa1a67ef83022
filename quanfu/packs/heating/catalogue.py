"""What a heating company is asked for: the service catalogue, the skills it takes, and what people say."""

from dataclasses import dataclass

SKILLS = {  # code: (name, English)
    "acceptance": ("受理资格", "Acceptance"),
    "indoor": ("室内采暖", "Indoor heating"),
    "network": ("管网抢修", "Network repair"),
    "station": ("换热站运行", "Substation operation"),
    "metering": ("计量与收费", "Metering and billing"),
    "customer": ("客户沟通", "Customer communication"),
    "valve": ("阀门与水力平衡", "Valves and balancing"),
    "safety": ("有限空间作业", "Confined space work"),
}

GROUPS = {  # code: (name, English)
    "fault": ("供热报修", "Heating faults"),
    "business": ("业务办理", "Accounts and services"),
    "enquiry": ("政策咨询", "Enquiries"),
    "complaint": ("投诉建议", "Complaints and suggestions"),
    "care": ("保养维护", "Care and maintenance"),
}


@dataclass(frozen=True)
class Type:
    """A line of the catalogue. minutes: contact, acceptance, completion, feedback. heat: how much more in winter."""

    code: str
    group: str
    name: str
    name_en: str
    kind: str
    share: float  # of all requests in the heating season
    summer: float  # of all requests out of it
    minutes: tuple[int, int, int, int | None]
    skills: tuple[tuple[str, int], ...] = ()
    steps: tuple[str, ...] = ()
    review: bool = False
    order: bool = True
    plan: bool = False
    around_the_clock: bool = False
    charge: str = "free"
    urgent: float = 0.05  # share marked urgent
    subjects: tuple[str, ...] = ()
    results: tuple[str, ...] = ()


VISIT = ("电话预约上门时间", "核对户号与表号", "入户检查", "处理故障", "测量室温并登记", "清理现场")
TYPES = (
    Type("fault.cold", "fault", "暖气不热", "Radiators cold", "repair", .34, .02, (30, 60, 480, None), (("indoor", 1),), VISIT,
         review=True, urgent=.12, subjects=("客厅暖气片不热", "卧室地暖不热，其他屋正常", "全屋暖气只有温乎", "顶楼暖气上热下凉", "新装地暖一路不热"),
         results=("排气后回水温度恢复，室温 21℃", "清洗过滤器，室温升至 20℃", "调整分水器各路流量，已热", "更换堵塞的温控阀，室温 22℃")),
    Type("fault.leak", "fault", "暖气漏水", "Radiator leaking", "repair", .1, .05, (10, 15, 120, 30), (("indoor", 2),), ("关闭入户阀", *VISIT[1:]),
         around_the_clock=True, urgent=.9, subjects=("暖气片接口漏水，地板泡了", "卫生间暖气管滴水", "分水器漏水", "楼上漏水到我家"),
         results=("更换密封垫，试压无渗漏", "更换排气阀，已不漏", "更换一段铝塑管，试压合格")),
    Type("fault.temperature", "fault", "室温不达标", "Room below standard", "repair", .14, 0, (60, 120, 960, None), (("indoor", 1), ("valve", 1)),
         ("预约测温", "三点测温并签字", "查水力失调", "调节楼栋阀门", "复测"), review=True, plan=True, urgent=.06,
         subjects=("室温只有 16 度，要求测温", "老人在家，室温 17 度", "晚上温度降到 15 度"),
         results=("测温 18.6℃，达到标准，已说明", "调节楼栋阀门后复测 20.2℃", "列入二网平衡计划，已临时加泵")),
    Type("fault.network", "fault", "管网泄漏", "Network leak", "repair", .03, .03, (10, 15, 240, 30), (("network", 2), ("safety", 1)),
         ("现场警戒", "办理有限空间作业票", "关断分段阀", "开挖抢修", "注水恢复", "回填"), plan=True, around_the_clock=True, urgent=1,
         subjects=("小区门口路面冒热气", "井室往外涌热水", "楼前管沟塌陷冒汽"), results=("更换 DN150 直管 1.2 米，恢复供热", "焊补漏点，打压合格")),
    Type("fault.noise", "fault", "管道异响", "Pipe noise", "repair", .04, .01, (60, 120, 960, None), (("valve", 1),), VISIT, review=True,
         subjects=("半夜暖气管咚咚响", "水流声太大睡不着"), results=("调低流速并加消音垫", "排出空气后异响消失")),
    Type("business.stop", "business", "报停", "Stop heating", "package", .01, .16, (120, 240, 1440, None), (("metering", 1),),
         ("核对户主身份", "核对欠费", "入户关阀封签", "登记报停"), review=True, charge="free",
         subjects=("房子空置，申请今年报停", "已搬走，办理停热"), results=("已封签，报停生效", "欠费结清后已办理报停")),
    Type("business.resume", "business", "复热", "Resume heating", "package", .05, .14, (120, 240, 1440, None), (("metering", 1),),
         ("核对缴费", "入户拆封开阀", "注水排气"), review=True, charge="paid", subjects=("今年要恢复供热", "新租客入住，申请复热"), results=("已拆封送热", "已开阀，室温正常")),
    Type("business.fee", "business", "缴费与发票", "Payment and invoices", "enquiry", .07, .2, (30, 60, 240, None), (), (), order=False,
         subjects=("缴费后没收到电子发票", "热费面积和房本不符", "能不能分期交热费"), results=("已补开电子发票", "核对房产证后更正面积", "已说明缴费期限和方式")),
    Type("business.move", "business", "过户", "Change of owner", "package", .02, .1, (120, 240, 960, None), (("metering", 1),), ("核对产权资料", "结清旧账", "变更户名"),
         review=True, subjects=("二手房过户，变更户主",), results=("已变更户名",)),
    Type("enquiry.policy", "enquiry", "供热政策", "Heating policy", "enquiry", .06, .08, (15, 30, 120, None), (), (), order=False,
         subjects=("今年几号开始供热", "室温不达标怎么退费", "供热面积怎么算"), results=("已告知供热期为 10 月 20 日至次年 4 月 20 日", "已告知测温退费流程")),
    Type("enquiry.progress", "enquiry", "进度查询", "Progress", "enquiry", .04, .02, (15, 30, 60, None), (), (), order=False,
         subjects=("昨天报的修什么时候来", "测温结果出来了吗"), results=("已告知师傅今天下午到", "已告知测温结果")),
    Type("complaint.late", "complaint", "处理不及时", "Late service", "complaint", .025, .01, (30, 60, 480, 120), (("customer", 2),), ("核实经过", "与客户沟通", "给出处理意见"),
         around_the_clock=True, urgent=.3, subjects=("报修三天没人来", "约好上午结果没来"), results=("已致歉并当日上门处理", "已核实并调整派工")),
    Type("complaint.manner", "complaint", "服务态度", "Manner", "complaint", .012, .006, (30, 60, 960, 240), (("customer", 2),), ("核实经过", "与客户沟通", "给出处理意见"),
         around_the_clock=True, subjects=("师傅说话不耐烦", "接线员态度差"), results=("已致歉，当事人已接受教育",)),
    Type("complaint.idea", "complaint", "建议", "Suggestion", "suggestion", .01, .02, (240, 480, 1440, None), (), (), order=False,
         subjects=("建议微信上能看测温记录", "建议停热提前短信通知"), results=("已采纳，列入改进计划", "感谢建议，已转有关部门")),
    Type("care.inspect", "care", "入户保养", "Home check", "maintenance", .01, .14, (240, 480, 2400, None), (("indoor", 1),), VISIT, review=True, charge="contract",
         subjects=("预约清洗地暖", "采暖前检查"), results=("地暖已清洗，流量正常", "检查合格")),
)  # fmt: skip

WISHES = (
    "家有新生儿，请先电话",
    "老人独居，听力不好，请多等一会儿",
    "上夜班，请 14 点后上门",
    "家里有狗，请提前告知",
    "请带鞋套",
    "请讲清楚原因",
)
PRAISE = ("师傅来得快，活干得干净", "态度很好，讲解清楚", "当天就修好了，满意", "很专业", "")
GRUMBLE = ("等了太久", "修完第二天又不热", "上门没提前打电话", "没有解释原因", "")
OPINIONS = ("", "", "", "", "希望能提前发短信", "师傅没穿鞋套", "还想再测一次温")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = [
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "涛",
    "明",
    "超",
    "秀兰",
    "霞",
    "平",
    "刚",
    "桂英",
    "建国",
    "志强",
    "海燕",
    "晓东",
    "雪梅",
    "文博",
    "佳怡",
    "子涵",
    "浩然",
    "玉兰",
    "淑珍",
    "国庆",
    "春梅",
    "永胜",
    "立新",
]
ESTATES = {  # station: estates it serves
    "north": ("松江花园", "北苑小区", "铁路新村", "滨河一号", "丰泽家园"),
    "south": ("南湖名邸", "阳光花城", "教师新村", "翠堤春晓"),
    "east": ("东方明珠", "机械厂家属院", "和平里", "锦绣江南", "东湖御景"),
    "west": ("西城国际", "柳林小区", "化工三区", "金色家园"),
    "new": ("科技新城", "学府壹号", "高新公寓", "绿地世纪城"),
}
