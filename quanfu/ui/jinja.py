"""The Jinja2 environment of every page: texts, URLs, static files, formats and the components as the global `ui`."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.shortcuts import resolve_url
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from quanfu.core import push
from quanfu.ui import formats, navigation, rendering
from quanfu.ui.controls import control, kind_of
from quanfu.ui.icons import icon
from quanfu.ui.markup import attributes, initial, tint

ECHARTS = "vendor/echarts.min.js"


def environment(**options: Any) -> Environment:
    """Strict: a name that a template misspells fails in the first test that renders it, not as an empty cell."""
    options["undefined"] = StrictUndefined
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 (options has it)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True,
        pgettext=translation.pgettext, npgettext=translation.npgettext,
    )  # fmt: skip
    env.policies["json.dumps_kwargs"] = {"cls": DjangoJSONEncoder, "ensure_ascii": False}
    env.filters.update(formats.FILTERS)
    env.filters.update(attributes=attributes, initial=initial, tint=tint)
    env.globals.update(
        url=url, start_url=start_url, url_or_none=url_or_none, static=static, svg=icon, control=control, kind_of=kind_of,
        language=language, chart_library=chart_library, shell=navigation.shell, panels=navigation.panels, csrf=rendering.csrf, here=rendering.here, texts=rendering.texts,
        live_on=push.alive, renewed=renewed,
    )  # fmt: skip
    env.globals["ui"] = Components(env)
    return env


class Components:
    """`ui` in every template, loaded at the first use, so that blocks rendered alone see it as well as whole pages."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._env.get_template("ui/components.html").module, name)
        if not self._env.auto_reload:
            self.__dict__[name] = found
        return found


@lru_cache(maxsize=256)
def _plain_url(name: str) -> str:
    return reverse(name)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a URL name. In loops over rows take one prefix outside, or a URL prepared by the query: a
    `reverse` with arguments costs about 0.1 ms."""
    return reverse(name, args=args, kwargs=kwargs) if args or kwargs else _plain_url(name)


def start_url() -> str:
    """Where those who are signed in begin."""
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def url_or_none(name: str | None, *args: Any) -> str | None:
    """As url(), but None where no such URL is installed."""
    try:
        return url(name, *args) if name else None
    except NoReverseMatch:
        return None


def renewed(seconds: int) -> str:
    """hx-trigger of a fragment that shows live things: when it is told to (live.js), else after so many seconds."""
    return "live:touch, every 600s" if push.alive() else f"every {seconds}s"


@lru_cache(maxsize=1)
def chart_library() -> str | None:
    """Where ECharts is, None where it was not installed: charts are then shown as their tables."""
    try:
        path = static(ECHARTS)
    except ValueError:  # the manifest does not know it
        return None
    installed = (
        finders.find(ECHARTS)
        if settings.DEBUG
        else staticfiles_storage.exists(path.removeprefix(settings.STATIC_URL))
    )
    return path if installed else None


def language() -> str:
    """The language of this page as HTML's lang wants it: zh-Hans, en."""
    return translation.to_locale(translation.get_language() or "zh-hans").replace("_", "-")
