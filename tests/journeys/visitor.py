"""A person at her browser, and what she may expect of every page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Response, expect

from careers.models import User
from tests.people import PASSWORD

WIDE = (1280, 900)
PHONE = (360, 740)
# The machine may be busy; a page that never comes still fails.
expect.set_options(timeout=15_000)
_axe = Axe()


class Visitor:
    """One browser window on the live server."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        page.set_default_timeout(20_000)
        self.resize(WIDE)

    def resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def open(self, path: str) -> Response:
        """Go to a path of the site, as if typed or bookmarked."""
        answer = self.page.goto(self.base + path)
        assert answer is not None
        return answer

    def sign_in(self, user: User) -> None:
        """By e-mail and password, as everybody does; before that the browser's language is spoken."""
        self.open("/")
        self.page.get_by_label("Alamat surel").fill(user.email)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.press("Masuk")

    def come_in_as(self, user: User | None) -> None:
        """With a session that stands already; None leaves it behind."""
        self.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        if user is not None:
            client = Client()
            client.force_login(user)
            self.set_cookie(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)

    def set_cookie(self, name: str, value: str) -> None:
        self.page.context.add_cookies([{"name": name, "value": value, "url": self.base}])

    def part(self, title: str) -> Any:
        """The section of the page with that heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    def click(self, name: str, role: str = "link") -> None:
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]

    def press(self, name: str) -> None:
        self.click(name, "button")

    def reads(self, *sentences: str) -> None:
        """The page says so, now or in a moment."""
        for sentence in sentences:
            expect(self.page.locator("main")).to_contain_text(sentence)


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds wrong with the page as it stands: the rule and the elements."""
    options = {"resultTypes": ["violations"], "iframes": False, **options}
    found = _axe.run(page, options=options).response["violations"]
    return [f"{v['id']}: {', '.join(str(n['target'][0]) for n in v['nodes'])}" for v in found]


def overflow(page: Page) -> list[str]:
    """The elements that make the page scroll sideways; an open answer is always empty."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [`${document.documentElement.scrollWidth} px wide`, ...[...document.querySelectorAll("body *")]
                .filter(e => e.getBoundingClientRect().right > width + 0.5)
                .slice(0, 5).map(e => `${e.tagName}.${e.className}`)];
        }"""
    )
