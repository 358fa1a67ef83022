"""Log lines, one for each thing that is told, with the id of the request it belongs to, which the error page shows too: as
text, or for machines (QUANFU_LOG_FORMAT=json) as a JSON object. What strangers write cannot begin a line of its own."""

import json
import logging
import re
from datetime import UTC, datetime

from quanfu.core.middleware import current_request_id

# Ends of lines, signs that move the cursor of a terminal, and those that turn the direction of reading.
_MOVES = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class TextLines(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _MOVES.sub(lambda sign: sign[0].encode("unicode_escape").decode(), record.message)
        if request_id := current_request_id():
            record.message += f" [{request_id}]"
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := current_request_id():
            line["request_id"] = request_id
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
