"""Take the README's pictures from a running demonstration: .venv/bin/python docs/pictures/take.py http://127.0.0.1:8000"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
PICTURES = {
    "effort": ("/indsatser/?q=sammen&municipality=9999", "Sammen i Eventyrkøbing", 1500),
    "areas": ("/omraader/?municipality=9999", None, 900),
    "board": ("/bemanding/?municipality=9999", None, 900),
}


def take(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="da-DK")
        page.goto(f"{base}/log-ind/")
        page.click('form[action$="/ind/board/"] button')
        for name, (address, link, height) in PICTURES.items():
            page.set_viewport_size({"width": 1280, "height": height})
            page.goto(base + address)
            if link:
                page.get_by_role("link", name=link).first.click()
            page.wait_for_load_state("networkidle")
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"))
