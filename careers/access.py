"""Who may see what: the one answer, as Q conditions. Imports no model.

A student sees her own rows, a counsellor and an admin their centre's, nobody another centre's.
The operator (a superuser without a centre) sees all; kabar.middleware logs each of her requests. Every
`visible_to(user)` queryset calls `visible`, naming the paths from its model.
"""

from typing import Any

from django.db.models import Q
from django_scopes import ScopedManager

STUDENT, COUNSELLOR, ADMIN = "student", "counsellor", "admin"
NOTHING = Q(pk__in=[])


def visible(user: Any, *, centre: str = "centre_id", student: str | None = None) -> Q:
    """The rows of a model that `user` may see.

    `centre` is the path to the centre's id, `student` the path to the id of the student's user;
    rows without such a path (None) are not for students.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    if user.is_operator:
        return Q()
    inside = Q(**{centre: user.centre_id})
    if user.role in (COUNSELLOR, ADMIN):
        return inside
    if user.role == STUDENT and student is not None:
        return inside & Q(**{student: user.pk})
    return NOTHING


def scoped(queryset: Any) -> Any:
    """A manager of that queryset which raises outside a centre's scope (django-scopes)."""
    return ScopedManager(_manager_class=queryset.as_manager().__class__, centre="centre")


def is_staff_of(user: Any, centre_id: int) -> bool:
    """True for the counsellors and admins of a centre, and the operator."""
    return bool(user.is_operator or (user.centre_id == centre_id and user.role in (COUNSELLOR, ADMIN)))


def is_admin_of(user: Any, centre_id: int) -> bool:
    """True for the admins of a centre, and the operator."""
    return bool(user.is_operator or (user.centre_id == centre_id and user.role == ADMIN))
