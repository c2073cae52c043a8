"""The table of all doors: every route of the site, and what each person meets there.

One line for each way to knock: the route as the resolver knows it, the method, an address (ids of
the world in braces), and eight answers, in the order of `PEOPLE`. An answer is a status, or `in`:
a redirect to sign-in. After the answers come, where needed, the fields that are posted. Dinda is
the student it is about, Rangga a stranger of her centre, Bima her counsellor, Sari the admin,
Tono and Wati belong to another centre, and Opa is the operator.
"""

from typing import Any, NamedTuple

PEOPLE = ("Nobody", "Dinda", "Rangga", "Bima", "Sari", "Tono", "Wati", "Opa")


class Door(NamedTuple):
    """One way to knock, and the answer for each person."""

    route: str
    method: str
    url: str
    answers: dict[str, str]
    data: dict[str, Any]


def get(route: str, url: str, answers: str) -> Door:
    """A visit."""
    return Door(route, "get", url, dict(zip(PEOPLE, answers.split(), strict=True)), {})


def post(route: str, url: str, answers: str, **data: Any) -> Door:
    """A form sent, with its fields."""
    return Door(route, "post", url, dict(zip(PEOPLE, answers.split(), strict=True)), data)


def everybody(status: int) -> str:
    """The same answer to all."""
    return " ".join([str(status)] * len(PEOPLE))


DO, UNSUBSCRIBE = "do/<str:token>/", "unsubscribe/<str:token>/"
APPLICATION, ME, TASK = "applications/<int:pk>/", "me/", "networking/<int:pk>/"
HOOK = "hooks/<slug:provider>/<slug:kind>/"
KEY = "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
RESOLVE = "delivery/messages/<int:pk>/resolve/<slug:verdict>/"
LIFT = "delivery/suppressions/<int:pk>/lift/"
LETTER, REVIEW = "me/letters/<int:interview>/<slug:kind>/", "reviews/<int:pk>/"
LETTERS = "templates/<slug:kind>/<int:attempt>/<slug:language>/"
THESE = "/templates/follow_up/1/id/"
ONE_APPLICATION = "api/v1/^applications/(?P<pk>[^/.]+)/$"
ONE_DECISION = "api/v1/^decisions/(?P<application>[^/.]+)/$"
#                                      Nobody Dinda Rangga Bima Sari Tono Wati Opa
STAFF = "                                 in   404   404   200  200  200  404  200"
ADMINS = "                                in   404   404   404  200  404  404  200"
ADMINS_ACT = "                            in   404   404   404  302  404  404  302"
HER_CENTRES_ADMIN = "                     in   404   404   404  200  404  404  404"
HER_CENTRES_ADMIN_ACTS = "                in   404   404   404  302  404  404  404"
HER_CENTRES_ADMIN_REFUSED = "             in   404   404   404  422  404  404  404"
STUDENTS = "                              in   200   200   404  404  404  200  404"
STUDENTS_POST_ONLY = "                    in   405   405   404  404  404  405  404"
HER_CASE = "                              in   200   404   200  200  404  404  200"
DINDA_ALONE = "                           in   200   404   404  404  404  404  404"
DINDA_ALONE_SENDS = "                     in   302   404   404  404  404  404  404"
SIGNED_IN = "                             in   200   200   200  200  200  200  200"
API = "                                  401   200   200   200  200  200  200  200"
API_HER_CASE = "                         401   200   404   200  200  404  404  200"
API_READ_ONLY = "                        401   405   405   405  405  405  405  405"

DOORS: list[Door] = [
    # --- pages ------------------------  Nobody Dinda Rangga Bima Sari Tono Wati Opa
    get("", "/", "                        in   302   302   302  302  302  302  302"),
    get("pipeline/", "/pipeline/", STAFF),
    post("pipeline/", "/pipeline/", everybody(405)),
    get(APPLICATION, "/applications/{application}/", HER_CASE),
    post(APPLICATION, "/applications/{application}/",
         "                                in   302   404   302  302  404  404  302", do="note", text="Hi"),
    get("me/", "/me/", STUDENTS),
    post("me/", "/me/", STUDENTS_POST_ONLY),
    get("me/add/", "/me/add/", STUDENTS),
    get("me/add/", "/me/add/?application={application}", DINDA_ALONE),
    post("me/add/", "/me/add/",
         "                                in   422   422   404  404  404  422  404", employer=""),
    post("me/add/", "/me/add/?application={application}",
         "                                in   422   404   404  404  404  404  404", held_at=""),
    get("me/sent/<int:pk>/", "/me/sent/{application}/", DINDA_ALONE),
    post("me/sent/<int:pk>/", "/me/sent/{application}/", DINDA_ALONE_SENDS, attempt="1"),
    get("me/thanks/<int:pk>/", "/me/thanks/{application}/", STUDENTS_POST_ONLY),
    post("me/thanks/<int:pk>/", "/me/thanks/{application}/", DINDA_ALONE_SENDS),
    get("me/snooze/<int:pk>/", "/me/snooze/{application}/", STUDENTS_POST_ONLY),
    post("me/snooze/<int:pk>/", "/me/snooze/{application}/", DINDA_ALONE_SENDS),
    get("me/unsnooze/<int:pk>/", "/me/unsnooze/{application}/", STUDENTS_POST_ONLY),
    post("me/unsnooze/<int:pk>/", "/me/unsnooze/{application}/", DINDA_ALONE_SENDS),
    get(LETTER, "/me/letters/{interview}/follow_up/", DINDA_ALONE),
    get(LETTER, "/me/letters/{interview}/poem/", "in 404 404 404 404 404 404 404"),
    post(LETTER, "/me/letters/{interview}/follow_up/", DINDA_ALONE_SENDS, do="save", body="Dear", language="en"),
    get(f"{LETTER}check/", "/me/letters/{interview}/follow_up/check/", STUDENTS_POST_ONLY),
    post(f"{LETTER}check/", "/me/letters/{interview}/follow_up/check/", DINDA_ALONE, body="Hi", language="en"),
    get(f"{LETTER}letter.eml", "/me/letters/{interview}/follow_up/letter.eml", DINDA_ALONE),
    post(f"{LETTER}letter.eml", "/me/letters/{interview}/follow_up/letter.eml", STUDENTS_POST_ONLY),
    get("reviews/", "/reviews/", STAFF),
    post("reviews/", "/reviews/", everybody(405)),
    get(REVIEW, "/reviews/{review}/", "   in   404   404   200  200  404  404  200"),
    post(REVIEW, "/reviews/{review}/",
         "                                in   404   404   302  302  404  404  302", do="approve"),
    get(f"{TASK}done/", "/networking/{task}/done/", STUDENTS_POST_ONLY),
    post(f"{TASK}done/", "/networking/{task}/done/", DINDA_ALONE_SENDS),
    get(f"{TASK}skip/", "/networking/{task}/skip/", STUDENTS_POST_ONLY),
    post(f"{TASK}skip/", "/networking/{task}/skip/", DINDA_ALONE_SENDS),
    get(f"{TASK}snooze/", "/networking/{task}/snooze/", STUDENTS_POST_ONLY),
    post(f"{TASK}snooze/", "/networking/{task}/snooze/", DINDA_ALONE_SENDS),
    get("policy/", "/policy/", "          in   404   404   404  200  404  404  404"),
    post("policy/", "/policy/", "         in   404   404   404  422  404  404  404", max_followups="3"),
    get("templates/", "/templates/", HER_CENTRES_ADMIN),
    post("templates/", "/templates/", everybody(405)),
    get(f"{LETTERS}write/", f"{THESE}write/", HER_CENTRES_ADMIN),
    post(f"{LETTERS}write/", f"{THESE}write/", HER_CENTRES_ADMIN_REFUSED, subject="", body=""),
    get(f"{LETTERS}<int:number>/", f"{THESE}1/", HER_CENTRES_ADMIN),
    post(f"{LETTERS}<int:number>/", f"{THESE}1/", HER_CENTRES_ADMIN_REFUSED, subject="{{name}}", body="Halo"),
    get(f"{LETTERS}<int:number>/aside/", f"{THESE}1/aside/", everybody(405)),
    post(f"{LETTERS}<int:number>/aside/", f"{THESE}1/aside/", HER_CENTRES_ADMIN_ACTS),
    get(f"{LETTERS}restore/", f"{THESE}restore/", everybody(405)),
    post(f"{LETTERS}restore/", f"{THESE}restore/", HER_CENTRES_ADMIN_ACTS),
    get("delivery/", "/delivery/", ADMINS),
    post("delivery/", "/delivery/", everybody(405)),
    get("delivery/messages/", "/delivery/messages/", ADMINS),
    post("delivery/messages/", "/delivery/messages/", everybody(405)),
    get(RESOLVE, "/delivery/messages/{unknown}/resolve/arrived/", ADMINS),
    post(RESOLVE, "/delivery/messages/{unknown}/resolve/arrived/", ADMINS_ACT),
    get("delivery/suppressions/", "/delivery/suppressions/", ADMINS),
    post("delivery/suppressions/", "/delivery/suppressions/", everybody(405)),
    get(LIFT, "/delivery/suppressions/{suppression}/lift/", ADMINS),
    post(LIFT, "/delivery/suppressions/{suppression}/lift/", ADMINS_ACT),
    # --- everybody's own ----------------------------------------------------------------------
    get("me/preferences/", "/me/preferences/", SIGNED_IN),
    post("me/preferences/", "/me/preferences/",
         "                                in   422   422   422  422  422  422  422", language="xx"),
    post("me/preferences/", "/me/preferences/",
         "                                in   422   422   422  422  422  422  404", do="reminders"),
    get("theme/", "/theme/", everybody(405)),
    post("theme/", "/theme/", everybody(302), theme="dark"),
    get("language/setlang/", "/language/setlang/", everybody(405)),
    post("language/setlang/", "/language/setlang/", everybody(302), language="en"),
    # --- open to all; the mailbox exists in the demo only ----------------------------------------
    get("health/", "/health/", everybody(200)),
    post("health/", "/health/", everybody(405)),
    get("health/live/", "/health/live/", everybody(200)),
    post("health/live/", "/health/live/", everybody(405)),
    get("health/ready/", "/health/ready/", everybody(200)),
    post("health/ready/", "/health/ready/", everybody(405)),
    # No token is set in the tests: the page does not exist.
    get("metrics", "/metrics", everybody(404)),
    post("metrics", "/metrics", everybody(405)),
    # No provider is listened to in the tests; tests/notifications/test_webhooks.py is.
    get(HOOK, "/hooks/postmark/tracking/", everybody(404)),
    post(HOOK, "/hooks/postmark/tracking/", everybody(404)),
    get("mailbox/", "/mailbox/", everybody(404)),
    get("mailbox/<slug:name>/", "/mailbox/1-1-1/", everybody(404)),
    get("mailbox/<slug:name>/rendered/", "/mailbox/1-1-1/rendered/", everybody(404)),
    # --- links in mails: whoever holds one may act, as the mail's reader, and nobody signs in -------
    get(DO, "/do/{sent}/", everybody(200)),
    post(DO, "/do/{sent}/", everybody(200)),
    get(DO, "/do/{unsubscribe}/", everybody(404)),
    post(DO, "/do/nonsense/", everybody(404)),
    get(UNSUBSCRIBE, "/unsubscribe/{unsubscribe}/", everybody(200)),
    post(UNSUBSCRIBE, "/unsubscribe/{unsubscribe}/", everybody(200)),
    get(UNSUBSCRIBE, "/unsubscribe/{sent}/", everybody(404)),
    post(UNSUBSCRIBE, "/unsubscribe/nonsense/", everybody(404)),
    # --- API ---------------------------  Nobody Dinda Rangga Bima Sari Tono Wati Opa
    get("api/v1/", "/api/v1/", API),
    get("api/v1/^applications/$", "/api/v1/applications/", API),
    post("api/v1/^applications/$", "/api/v1/applications/", API_READ_ONLY),
    get(ONE_APPLICATION, "/api/v1/applications/{application}/", API_HER_CASE),
    post(ONE_APPLICATION, "/api/v1/applications/{application}/", API_READ_ONLY),
    get("api/v1/^decisions/$", "/api/v1/decisions/", API),
    post("api/v1/^decisions/$", "/api/v1/decisions/", API_READ_ONLY),
    get(ONE_DECISION, "/api/v1/decisions/{application}/", API_HER_CASE),
    post(ONE_DECISION, "/api/v1/decisions/{application}/", API_READ_ONLY),
    get("api/v1/decide/", "/api/v1/decide/", API_READ_ONLY),
    get("api/v1/check_drafts/", "/api/v1/check_drafts/", API_READ_ONLY),
    post("api/v1/check_drafts/", "/api/v1/check_drafts/",
         "                               401   415   415   415  415  415  415  415"),
    get("api/v1/classify_replies/", "/api/v1/classify_replies/", API_READ_ONLY),
    post("api/v1/classify_replies/", "/api/v1/classify_replies/",
         "                               401   415   415   415  415  415  415  415"),
    get("api/v1/preferences/", "/api/v1/preferences/",
        "                                401   200   200   200  200  200  200  404"),
    post("api/v1/preferences/", "/api/v1/preferences/", API_READ_ONLY),
    # A form is no JSON; what JSON is answered is tested in tests/followups/test_api.py.
    post("api/v1/decide/", "/api/v1/decide/",
         "                               401   415   415   415  415  415  415  415"),
    get("api/schema/", "/api/schema/", API),
    post("api/schema/", "/api/schema/", API_READ_ONLY),
    # --- sign-on ------------------------  Nobody Dinda Rangga Bima Sari Tono Wati Opa
    get("accounts/login/", "/accounts/login/",
        "                                200   302   302   302  302  302  302  302"),
    post("accounts/login/", "/accounts/login/",
         "                               200   302   302   302  302  302  302  302", login="x"),
    get("accounts/logout/", "/accounts/logout/",
        "                                 in   200   200   200  200  200  200  200"),
    post("accounts/logout/", "/accounts/logout/",
         "                                in    in    in    in   in   in   in   in"),
    get("accounts/inactive/", "/accounts/inactive/", everybody(200)),
    get("accounts/signup/", "/accounts/signup/",
        "                                200   302   302   302  302  302  302  302"),
    post("accounts/signup/", "/accounts/signup/",
         "                               200   302   302   302  302  302  302  302", email="x"),
    get("accounts/reauthenticate/", "/accounts/reauthenticate/", SIGNED_IN),
    get("accounts/email/", "/accounts/email/", SIGNED_IN),
    get("accounts/confirm-email/", "/accounts/confirm-email/", everybody(200)),
    get(r"accounts/^confirm-email/(?P<key>[-:\w]+)/$", "/accounts/confirm-email/x/", everybody(200)),
    get("accounts/password/change/", "/accounts/password/change/", SIGNED_IN),
    get("accounts/password/set/", "/accounts/password/set/",
        "                                 in   302   302   302  302  302  302  302"),
    get("accounts/password/reset/", "/accounts/password/reset/", everybody(200)),
    get("accounts/password/reset/done/", "/accounts/password/reset/done/", everybody(200)),
    get(KEY, "/accounts/password/reset/key/1-wrong/", everybody(200)),
    get("accounts/password/reset/key/done/", "/accounts/password/reset/key/done/", everybody(200)),
    get("accounts/login/code/confirm/", "/accounts/login/code/confirm/",
        "                                 in   302   302   302  302  302  302  302"),
]  # fmt: skip

# The operator's admin: all its doors lead everybody else back to sign-in (test_admin_doors.py).
ADMIN = "admin/"
