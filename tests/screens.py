"""Take pictures of the pages of a running Kabar: `make screens PORT=8000`.

They show the demo data, so they differ from day to day; docs/screens/pipeline.png is in the README.
Each person sees her own language; nothing is changed by looking.
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from tests.conftest import CHROMIUM_FLAGS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
DESK, PHONE = (1280, 900), (360, 780)
# A picture is committed: the repository should stay light.
LARGEST_BYTES = 200_000


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
    """Write one picture: what fits the screen, or the page down to a height in pixels."""
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


def take(browser: Browser, base: str) -> None:
    """The four pictures: pipeline, application, the student's phone, a mail."""
    page = sign_in(browser, base, "counsellor", DESK)
    page.goto(f"{base}/pipeline/")
    shoot(page, "pipeline")
    # The nearest one that waits: promise, decision and reasons all have something to say.
    page.goto(f"{base}/pipeline/?caseload=mine&decision=wait")
    page.locator("a[href^='/applications/']").first.click()
    page.wait_for_load_state()
    shoot(page, "application", whole(page, 1300))
    page.context.close()

    page = sign_in(browser, base, "student", PHONE)
    page.goto(f"{base}/me/")
    shoot(page, "student", whole(page, 1400))
    email = next(login.email for login in DEMO_LOGINS if login.role == "student")
    page.goto(f"{base}/mailbox/?to={email}")
    page.locator("a[href^='/mailbox/1']").first.click()
    page.wait_for_load_state()
    page.set_viewport_size({"width": 820, "height": 1100})
    shoot(page, "mail")
    page.context.close()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            chromium_sandbox=os.geteuid() != 0,
            args=CHROMIUM_FLAGS,
        )
        take(browser, options.base.rstrip("/"))
        browser.close()


if __name__ == "__main__":
    main()
