// Keeps what is typed into a form while it is typed, so that a lost session or a closed browser loses nothing.
//
// form[data-keep] names the address that takes it. Files are not kept.

const WAIT = 1200; // milliseconds without typing

function keep(form) {
  let timer = 0;
  let sent = "";

  async function send() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    data.append("path", location.pathname);
    const text = data.toString();
    if (text === sent) return;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: data });
      if (answer.ok) sent = text;
    } catch {
      // Tried again at the next stroke.
    }
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      clearTimeout(timer);
      timer = setTimeout(send, WAIT);
    });
  }
  form.addEventListener("submit", () => clearTimeout(timer));
}

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
document.querySelector("[data-errors]")?.focus();
