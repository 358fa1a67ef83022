"""Dated settings of appraisal and pay. The values in force on the last day of a period decide that period."""

from django.utils.translation import gettext_lazy as _

from quanfu.core.rules import define

_SUM = _("All weights together must make 100; change them together on the page of weights.")

define("performance.weight_department_head", default=50, kind="int", label=_("Weight of the department head"), unit=_("points"), minimum=0, maximum=100, help=_SUM)
define("performance.weight_marketing_head", default=20, kind="int", label=_("Weight of the head of marketing"), unit=_("points"), minimum=0, maximum=100, help=_SUM)
define("performance.weight_production_head", default=20, kind="int", label=_("Weight of the head of production"), unit=_("points"), minimum=0, maximum=100, help=_SUM)
define("performance.weight_peers", default=10, kind="int", label=_("Weight of the peers"), unit=_("points"), minimum=0, maximum=100, help=_SUM)
define("performance.weight_customer_rating", default=0, kind="int", label=_("Weight of the customers' ratings"), unit=_("points"), minimum=0, maximum=100, help=_SUM)
define("performance.base_share", default="2/3", kind="text", label=_("Base pay as a share of total pay"), help=_("a fraction such as 2/3; the rest is performance pay"))
define("performance.period", default="month", kind="text", label=_("Appraisal period"), help=_("month or quarter"))
