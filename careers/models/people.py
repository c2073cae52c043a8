"""People: users who sign in by e-mail, and the students among them."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from careers.access import ADMIN, COUNSELLOR, STUDENT, scoped, visible
from careers.models.centres import LANGUAGES, Centre, CentreRow, validate_time_zone

ROLES = [(STUDENT, _("Student")), (COUNSELLOR, _("Counsellor")), (ADMIN, _("Admin"))]


class UserQuerySet(models.QuerySet["User"]):
    """Users; not scoped, since sign-in must find a person before her centre is known."""

    def visible_to(self, user: Any) -> "UserQuerySet":
        """The people `user` may see: a student sees herself and her centre's staff."""
        if user.is_authenticated and user.is_active and user.role == STUDENT:
            staff = Q(centre_id=user.centre_id, role__in=[COUNSELLOR, ADMIN])
            return self.filter(staff | Q(pk=user.pk))
        return self.filter(visible(user))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users; the address is the name they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person of a centre. `date_joined` (aware) must be given."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The operator: no centre, no role."""
        fields |= {"is_superuser": True, "is_staff": True, "centre": None, "role": ""}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared without case."""
        user: User = self.get(email=(username or "").lower())
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person: one role in one centre, or the operator, who has neither."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("centre"),
    )
    role = models.CharField(_("role"), max_length=10, choices=ROLES, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="id")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone]
    )
    theme = models.CharField(
        _("appearance"),
        max_length=6,
        default="auto",
        choices=[("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may use the operator's admin"), default=False)
    date_joined = models.DateTimeField(_("joined at"))

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            # One role in one centre, or the operator: a superuser without a centre.
            models.CheckConstraint(
                condition=Q(is_superuser=True, centre__isnull=True, role="")
                | Q(is_superuser=False, centre__isnull=False, role__in=[r for r, _n in ROLES]),
                name="user_role_in_centre_or_operator",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_operator(self) -> bool:
        """True for the superuser without a centre."""
        return self.is_superuser and self.centre_id is None

    def get_full_name(self) -> str:
        """The person's whole name."""
        return self.name

    def get_short_name(self) -> str:
        """The first name, as mails greet."""
        return self.name.split(" ")[0] if self.name else self.email


class StudentQuerySet(models.QuerySet["Student"]):
    """Students of a centre."""

    def visible_to(self, user: Any) -> "StudentQuerySet":
        """The students `user` may see."""
        return self.filter(visible(user, student="user_id"))


class Student(CentreRow):
    """A student: her number, programme, cohort and counsellor. Her language is her user's."""

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, related_name="student", verbose_name=_("person")
    )
    number = models.CharField(_("student number"), max_length=30)
    programme = models.CharField(_("programme"), max_length=120)
    cohort = models.PositiveSmallIntegerField(_("cohort"))
    counsellor = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="caseload",
        verbose_name=_("counsellor"),
    )

    objects = scoped(StudentQuerySet)

    class Meta:
        verbose_name = _("student")
        verbose_name_plural = _("students")
        constraints = [
            models.UniqueConstraint(fields=["centre", "number"], name="student_number_once"),
            models.CheckConstraint(condition=Q(cohort__range=(1950, 2150)), name="student_cohort_is_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.user.name} ({self.number})"
