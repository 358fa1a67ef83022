"""The inbox of the demo: what agents ask for and write every day, ready to hand."""

from quanfu.desk.actions.macro import save_macro
from quanfu.desk.actions.reply_template import save_reply_template
from quanfu.desk.actions.view import save_view
from quanfu.packs.heating.company import Company

REPLIES = (
    ("已受理", "sl", "{{contact_name}}您好，您的需求 {{number}} 已受理，我们将在 {{due}} 前处理。{{company}} {{agent}}",
     "Dear {{contact_name}}, we have your request {{number}} and deal with it by {{due}}. {{agent}}, {{company}}"),
    ("预约上门", "sm", "{{contact_name}}您好，{{responsible}} 将上门处理“{{subject}}”，请保持电话畅通。进度查询：{{link}}",
     "Dear {{contact_name}}, {{responsible}} will call on you about “{{subject}}”. Follow it here: {{link}}"),
    ("请补充信息", "bc", "{{contact_name}}您好，为尽快处理 {{number}}，请告知详细地址、室温和方便上门的时间。",
     "Dear {{contact_name}}, to deal with {{number}} we need your address, the room temperature and a time that suits you."),
)  # fmt: skip


def equip_inbox(company: Company) -> None:
    """Lists for the whole company, reply templates, macros."""
    head = company.people["head"]
    late_soon = {
        "any": [{"field": "late", "op": "is", "value": True}, {"field": "due", "op": "within", "value": 60}]
    }
    urgent = {"field": "priority", "op": "in", "value": [0, 1]}
    save_view(name="一小时内到期", conditions=late_soon, sharing="company", position=10, by=head)
    save_view(name="紧急未联系", conditions={"all": [urgent, {"field": "contacted", "op": "is", "value": False}]},
              sharing="company", position=20, by=head)  # fmt: skip
    save_view(name="三天未更新", conditions={"field": "changed", "op": "beyond", "value": 72}, sharing="company",
              order="changed", position=30, by=head)  # fmt: skip
    made = [
        save_reply_template(instance=None, name=name, shortcut=shortcut, text=text, text_en=english, by=head)
        for name, shortcut, text, english in REPLIES
    ]
    save_macro(instance=None, name="加急并告知客户", name_en="Make urgent and tell the customer", by=head,
               steps=[{"act": "priority", "value": 1}, {"act": "reply", "value": made[0].pk}])  # fmt: skip
    save_macro(instance=None, name="请客户补充并搁置", name_en="Ask for details and put aside", by=head,
               steps=[{"act": "reply", "value": made[2].pk}, {"act": "snooze", "value": "answer"}])  # fmt: skip
