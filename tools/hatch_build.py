"""Build hook: compiles the message catalogues, because only .po files are in the repository."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        spec = importlib.util.spec_from_file_location("messages", Path(self.root) / "tools" / "messages.py")
        assert spec and spec.loader
        messages = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(messages)
        messages.compile_all()
        if (
            version == "standard"
            and not (Path(self.root) / "quanfu/ui/static/vendor/echarts.min.js").exists()
        ):
            self.app.display_warning(
                "Built without ECharts (run make setup first): charts will show as tables"
            )
