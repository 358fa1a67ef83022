from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quanfu.core.access import Scope, matches
from quanfu.core.prepared import Prepared
from quanfu.org.enums import Density, Reach, Theme

if TYPE_CHECKING:
    from quanfu.org.models.unit import Unit


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who works here and logs in. An Actor: may stand as ``by`` of any act."""

    login = models.CharField(_("login"), max_length=60, unique=True)
    number = models.CharField(_("staff number"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="people", verbose_name=_("unit"))
    post = models.CharField(_("post"), max_length=60, blank=True)
    locale = models.CharField(_("language"), max_length=10, blank=True)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    density = models.CharField(_("density"), max_length=12, choices=Density, default=Density.COMFORTABLE)
    is_active = models.BooleanField(_("active"), default=True)
    employed_from = models.DateField(_("employed from"), null=True, blank=True)
    employed_to = models.DateField(_("employed to"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("open requests they can carry"), null=True, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)  # counting it up ends all sessions
    skills = models.ManyToManyField("org.Skill", through="org.PersonSkill", related_name="people")

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()
    unit_id: int

    class Meta:
        indexes = [
            models.Index(fields=["unit", "is_active"], name="person_by_unit")
        ]  # people of a unit, for assignment

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session lives until the password changes or the epoch moves."""
        return salted_hmac(
            "quanfu.org.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()

    # Actor
    actor_kind = "person"

    @property
    def actor_id(self) -> int:
        return self.pk

    @property
    def actor_label(self) -> str:
        return self.name

    @property
    def person(self) -> Self:
        return self

    # Rights. Two queries a request at the most, whatever is asked.
    @cached_property
    def _grants(self) -> list["Grant"]:
        return _GRANTS.all(person=self.pk)

    @cached_property
    def _subtrees(self) -> dict[str, frozenset[int]]:
        """Unit ids below each unit path that a subtree grant of this person names."""
        from quanfu.org.models.unit import Unit

        paths = {g.unit.path for g in self._grants if g.reach == Reach.SUBTREE}
        if not paths:
            return {}
        clause = models.Q()
        for path in paths:
            clause |= models.Q(path__startswith=path)
        units = list(Unit.objects.filter(clause).values_list("pk", "path"))
        return {path: frozenset(pk for pk, p in units if p.startswith(path)) for path in paths}

    def may(self, permission: str) -> bool:
        """Whether any grant holds the permission, however far it reaches."""
        return self.is_active and any(g.role.allows(permission) for g in self._grants)

    def scope(self, permission: str) -> Scope:
        """How far the permission reaches, over all grants; empty (false) when nothing grants it."""
        own, units, companies = False, set[int](), set[int]()
        for grant in self._grants if self.is_active else ():
            if not grant.role.allows(permission):
                continue
            own = True  # whoever may do it at all, may do it with their own
            if grant.reach == Reach.TEAM:
                units.add(grant.unit_id)
            elif grant.reach == Reach.SUBTREE:
                units |= self._subtrees[grant.unit.path]
            elif grant.reach == Reach.ALL:
                companies.add(grant.unit.company_id or grant.unit_id)
        return Scope(own, frozenset(units), frozenset(companies))

    @property
    def company_id(self) -> int:
        return self.unit.company_id or self.unit_id

    @property
    def company(self) -> "Unit":
        return self.unit.company or self.unit

    def employed(self, on: date) -> bool:
        return (self.employed_from is None or self.employed_from <= on) and (
            self.employed_to is None or on <= self.employed_to
        )


class Role(models.Model):
    """A named set of permissions with a start page (ORG-11). ``permissions`` holds patterns such as 'desk.request.*'."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    permissions = models.JSONField(_("permissions"), default=list)
    start = models.CharField(
        _("start page"), max_length=60, help_text=_("URL name of the page shown after logging in")
    )
    rank = models.SmallIntegerField(
        _("rank"), default=100, help_text=_("the lowest of a person's roles gives the start page")
    )
    reach = models.CharField(_("usual reach"), max_length=8, choices=Reach, default=Reach.OWN)
    customised = models.BooleanField(default=False)  # changed by people: new versions leave it alone

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    def allows(self, permission: str) -> bool:
        return any(matches(pattern, permission) for pattern in self.permissions)


class Grant(models.Model):
    """One person holds one role, for one unit, as far as ``reach`` says."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants", verbose_name=_("person"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants", verbose_name=_("role"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="grants", verbose_name=_("unit"))
    reach = models.CharField(_("reach"), max_length=8, choices=Reach, default=Reach.OWN)
    unit_id: int

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "role", "unit"], name="grant_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.role} {self.unit}"


_GRANTS = Prepared(
    lambda person: Grant.objects.filter(person=person).select_related("role", "unit")
)  # asked at every click
