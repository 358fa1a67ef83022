"""mypy plugin: behind the door of a page, `request.user` is a Person.

django-stubs calls it `Person | AnonymousUser`. `@page` lets nobody in who is not signed in, so views need no check of their
own; on a public page the visitor is not asked for, and `request.user` is not used there.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, Plugin
from mypy.types import Instance, Type, UnionType, get_proper_type


def person(context: AttributeContext) -> Type:
    found = get_proper_type(context.default_attr_type)
    if isinstance(found, UnionType):
        known = [
            item for item in found.items if isinstance(item, Instance) and item.type.name != "AnonymousUser"
        ]
        if len(known) == 1:
            return known[0]
    return context.default_attr_type


class Pages(Plugin):
    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return person if fullname == "django.http.request.HttpRequest.user" else None


def plugin(_version: str) -> type[Plugin]:
    return Pages
