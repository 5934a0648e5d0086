"""A person without a mouse: moves by Tab to what a label names, types, chooses, presses."""

NAME = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return "";
  const by = el.getAttribute("aria-labelledby");
  const named = by ? by.split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join(" ") : "";
  const text = el.getAttribute("aria-label") || named
    || [...(el.labels ?? [])].map((one) => one.innerText).join(" ") || el.innerText || el.value || "";
  return text.replace(/\\s+/g, " ").trim();
}"""
FARTHEST = 400  # presses of Tab: a page with more stops than that is not for the keyboard


class Keyboard:
    """`Keyboard(page).write("Name", "Ørbæk")`. Names are what a screen reader would say; the first that fits counts."""

    def __init__(self, page):
        self.page = page

    def to(self, name: str, exact: bool = True) -> None:
        """Tab forward until the focus is on what is called `name`; visible focus is part of it."""
        met = []
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(NAME)
            met.append(here)
            if here == name or (not exact and here.startswith(name)):
                return
        raise AssertionError(f"no way by Tab to {name!r}; met {list(dict.fromkeys(met))}")

    def write(self, name: str, text: str, exact: bool = True) -> None:
        self.to(name, exact)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def date(self, name: str, day: str) -> None:
        """Type a date as the browser's own field takes it in its locale, digits only."""
        self.to(name)
        self.page.keyboard.type(day)

    def choose(self, name: str, option: str, exact: bool = True) -> None:
        """Pick an option of a list by typing its first letters."""
        self.to(name, exact)
        self.page.keyboard.type(option, delay=20)
        self.page.keyboard.press("Enter") if self.page.evaluate("document.activeElement.size > 1") else None

    def tick(self, name: str, exact: bool = True) -> None:
        self.to(name, exact)
        self.page.keyboard.press("Space")

    def press(self, name: str, exact: bool = True) -> None:
        """Go to a link or a button and press Enter."""
        self.to(name, exact)
        self.page.keyboard.press("Enter")

    def press_and_go(self, name: str, exact: bool = True) -> None:
        """The same where another page follows."""
        self.to(name, exact)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("networkidle")
