"""Take pictures of the pages of a running Kabar: `make screens PORT=8000`.

They show the demo data, so they differ from day to day; docs/screens/pipeline.png is in the README.
Each person sees her own language; nothing is changed by looking. `--only letter review` takes those alone.
"""

import argparse
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from tests.conftest import CHROMIUM_FLAGS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
DESK, PHONE = (1280, 900), (360, 780)
# A picture is committed: the repository should stay light.
LARGEST_BYTES = 200_000
# The names of the pictures to write.
WANTED: set[str] = set()


def sign_in(browser: Browser, base: str, role: str, size: tuple[int, int]) -> Page:
    """A page of the first demo person of a role, signed in by the form."""
    email = next(login.email for login in DEMO_LOGINS if login.role == role)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="id-ID",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def shoot(page: Page, name: str, height: int | None = None) -> None:
    """Write one picture, if it is wanted: what fits the screen, or the page down to a height in pixels."""
    if name not in WANTED:
        return
    if height:
        width = page.viewport_size["width"]  # type: ignore[index]
        page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.fonts.ready")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    size = path.stat().st_size
    print(f"{path.name}: {size / 1000:.0f} kB")
    if size > LARGEST_BYTES:
        raise SystemExit(f"{path.name} is larger than {LARGEST_BYTES / 1000:.0f} kB: show less of the page.")


def whole(page: Page, most: int) -> int:
    """The page's height, at most `most` pixels."""
    return min(most, int(page.evaluate("document.documentElement.scrollHeight")))


def open_first(page: Page, links: str) -> None:
    """Follow the first of those links."""
    page.locator(links).first.click()
    page.wait_for_load_state()


def take_counsellor(browser: Browser, base: str) -> None:
    """Pipeline, application, and the letters that wait for him."""
    page = sign_in(browser, base, "counsellor", DESK)
    page.goto(f"{base}/pipeline/")
    shoot(page, "pipeline")
    # The nearest one that waits: promise, decision and reasons all have something to say.
    page.goto(f"{base}/pipeline/?caseload=mine&decision=wait")
    open_first(page, "a[href^='/applications/']")
    shoot(page, "application", whole(page, 1300))
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto(f"{base}/reviews/")
    shoot(page, "reviews", whole(page, 900))
    open_first(page, "main .kb-actions a[href^='/reviews/']")
    shoot(page, "review", whole(page, 1300))
    page.context.close()


def take_admin(browser: Browser, base: str) -> None:
    """The templates that letters begin from."""
    page = sign_in(browser, base, "admin", DESK)
    page.goto(f"{base}/templates/")
    shoot(page, "templates")
    page.context.close()


def take_student(browser: Browser, base: str) -> None:
    """Her phone, a mail, and a letter while she mends it."""
    page = sign_in(browser, base, "student", PHONE)
    page.goto(f"{base}/me/")
    shoot(page, "student", whole(page, 1400))
    email = next(login.email for login in DEMO_LOGINS if login.role == "student")
    page.goto(f"{base}/mailbox/?to={email}")
    open_first(page, "a[href^='/mailbox/1']")
    page.set_viewport_size({"width": 820, "height": 1100})
    shoot(page, "mail")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    # The first on her page is the one that came back with advice: it has findings to show.
    page.goto(f"{base}/me/")
    open_first(page, "a[href^='/me/letters/']")
    shoot(page, "letter", whole(page, 1050))
    page.context.close()


# Who shows which pictures.
PICTURES: dict[Callable[[Browser, str], None], set[str]] = {
    take_counsellor: {"pipeline", "application", "reviews", "review"},
    take_admin: {"templates"},
    take_student: {"student", "mail", "letter"},
}


def main() -> None:
    """Take them all, or some."""
    known = set().union(*PICTURES.values())
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--only", nargs="+", choices=sorted(known), default=sorted(known), metavar="NAME")
    options = parser.parse_args()
    WANTED.update(options.only)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            chromium_sandbox=os.geteuid() != 0,
            args=CHROMIUM_FLAGS,
        )
        for take, pictures in PICTURES.items():
            if pictures & WANTED:
                take(browser, options.base.rstrip("/"))
        browser.close()


if __name__ == "__main__":
    main()
