"""Take pictures of the pages of a running Kabar: `make screens PORT=8000`.

They show the demo data, so they differ from day to day; docs/screens/pipeline.png is in the README.
"""

import argparse
import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from tests.conftest import CHROMIUM_FLAGS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
SIZES = {"": (1280, 860), "-phone": (390, 844)}
# Who sees which page: role -> {file name: path}.
PAGES = {
    "student": {"home": "/"},
    "counsellor": {"pipeline": "/pipeline/"},
    "admin": {"mailbox": "/mailbox/"},
}


def sign_in(browser: Browser, base: str, email: str, size: tuple[int, int]) -> Page:
    """A page of a person who has signed in by the form."""
    viewport = {"width": size[0], "height": size[1]}
    page = browser.new_context(viewport=viewport, locale="id-ID").new_page()  # type: ignore[arg-type]
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def take(browser: Browser, base: str) -> None:
    """Write one picture per page and size, and one of the first application of the pipeline."""
    for role, pages in PAGES.items():
        email = next(login.email for login in DEMO_LOGINS if login.role == role)
        for suffix, size in SIZES.items():
            page = sign_in(browser, base, email, size)
            for name, path in pages.items():
                page.goto(base + path)
                page.screenshot(path=FOLDER / f"{name}{suffix}.png")
            if role == "counsellor":
                page.locator("a[href^='/applications/']").first.click()
                page.wait_for_load_state()
                page.screenshot(path=FOLDER / f"application{suffix}.png", full_page=True)
            page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
            args=CHROMIUM_FLAGS,
        )
        take(browser, options.base)
        browser.close()


if __name__ == "__main__":
    main()
