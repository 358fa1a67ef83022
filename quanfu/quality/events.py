"""What happens to quality."""

IMPROVEMENT_FOUND = "quality.improvement.found"
IMPROVEMENT_MOVED = "quality.improvement.moved"
IMPROVEMENT_CLOSED = "quality.improvement.closed"
NOTICE_TOLD = "quality.notice.told"
EVALUATION_OPENED = "quality.evaluation.opened"
EVALUATION_CLOSED = "quality.evaluation.closed"
SAMPLE_SCORED = "quality.sample.scored"
