"""Who may look at figures; each name is <context>.<noun>.<verb>."""

DASHBOARD_SHOW = "reports.dashboard.show"
UNIT_SHOW = "reports.unit.show"
FEEDBACK_SHOW = "reports.feedback.show"
CHAIN_SHOW = "reports.chain.show"
