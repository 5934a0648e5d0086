// What stands above a list: panels close by Escape or a click elsewhere, columns move in place.

for (const tools of document.querySelectorAll("[data-tools]")) {
  const close = (focus) => {
    const open = tools.querySelector("details[open]");
    if (!open) return;
    open.open = false;
    if (focus) open.querySelector("summary").focus();
  };
  tools.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(true);
  });
  document.addEventListener("click", (event) => {
    if (!tools.contains(event.target)) close(false);
  });
}

// Moving is by two buttons that would send the form; here they only change the order that will be sent.
for (const form of document.querySelectorAll("form[data-columns]")) {
  const rows = () => [...form.querySelectorAll("[data-column-choice]")];

  function refresh() {
    const movable = rows().filter((row) => row.querySelector("button"));
    movable.forEach((row, index) => {
      row.querySelector('[name="up"]').disabled = index === 0;
      row.querySelector('[name="down"]').disabled = index === movable.length - 1;
    });
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest('[name="up"], [name="down"]');
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-column-choice]");
    const movable = rows().filter((one) => one.querySelector("button"));
    const other = movable[movable.indexOf(row) + (button.name === "up" ? -1 : 1)];
    if (!other) return;
    if (button.name === "up") other.before(row);
    else other.after(row);
    refresh();
    const still = button.disabled ? row.querySelector("button:enabled") : button;
    still?.focus();
  });
}
