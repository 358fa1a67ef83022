"""What may be done in appraisal and pay; each name is <context>.<noun>.<verb>."""

SHEET_INDEX = "performance.sheet.index"
SHEET_SHOW = "performance.sheet.show"
SHEET_CREATE = "performance.sheet.create"
COMPUTATION_CREATE = "performance.computation.create"
CLOSURE_CREATE = "performance.closure.create"
WAIVER_CREATE = "performance.waiver.create"
SEAT_CREATE = "performance.seat.create"
SEAT_DELETE = "performance.seat.delete"
RATING_INDEX = "performance.rating.index"  # one's own seats: open to everybody who is signed in
RATING_CREATE = "performance.rating.create"
RATER_SHOW = "performance.rater.show"  # who gave which points
RATER_INDEX = "performance.rater.index"
RATER_CREATE = "performance.rater.create"
RATER_DELETE = "performance.rater.delete"
WEIGHT_INDEX = "performance.weight.index"
WEIGHT_UPDATE = "performance.weight.update"
SALARY_INDEX = "performance.salary.index"
SALARY_CREATE = "performance.salary.create"
PAY_RUN_INDEX = "performance.pay_run.index"
PAY_RUN_SHOW = "performance.pay_run.show"
PAY_RUN_CREATE = "performance.pay_run.create"
OWN_PAY_SHOW = "performance.own_pay.show"  # open to everybody who is signed in
PAY_LINE_SHOW = "performance.pay_line.show"
# About oneself: no role gives them.
FREE = {RATING_INDEX, RATING_CREATE, OWN_PAY_SHOW}
