// Keeps what is typed into a form while it is typed, so that a lost session or a closed browser loses nothing.
//
// form[data-keep] names the address that takes it; [data-kept] inside says when, [data-not-kept] that it is not.
// Files are not kept.

const WAIT = 1200; // milliseconds without typing
const BEACON = 60_000; // what a browser sends while it closes a page

// Somebody who signed in again in another window has a new token; the form's own would be refused.
function renewToken(form) {
  const field = form.elements.csrfmiddlewaretoken;
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (field && cookie) field.value = cookie[1];
}

function written(form) {
  renewToken(form);
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
  return data;
}

// What counts as typed: tokens may change by themselves.
function typed(data) {
  const copy = new URLSearchParams(data);
  copy.delete("csrfmiddlewaretoken");
  return copy.toString();
}

function keep(form) {
  const kept = form.querySelector("[data-kept]");
  const lost = form.querySelector("[data-not-kept]");
  let timer = 0;
  let sent = typed(written(form));
  let leaving = false;
  let running = null;

  function say(ok) {
    if (kept) {
      kept.hidden = !ok;
      const time = kept.querySelector("[data-kept-time]");
      const now = new Date();
      if (time) time.textContent = now.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    }
    if (lost) lost.hidden = ok;
  }

  async function send() {
    const data = written(form);
    const text = typed(data);
    if (leaving || text === sent) return;
    running = new AbortController();
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: data, redirect: "manual", signal: running.signal });
      if (answer.status === 204) sent = text;
      say(answer.status === 204);
    } catch (error) {
      // Tried again at the next stroke.
      if (error.name !== "AbortError") say(false);
    }
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      leaving = false;
      clearTimeout(timer);
      timer = setTimeout(send, WAIT);
    });
  }
  form.addEventListener("submit", () => {
    renewToken(form);
    leaving = true;
    clearTimeout(timer);
    running?.abort();
  });
  window.addEventListener("pagehide", () => {
    const data = written(form);
    const text = typed(data);
    if (leaving || text === sent || text.length > BEACON) return;
    if (navigator.sendBeacon(form.dataset.keep, data)) sent = text;
  });
}

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
document.querySelector("[data-errors]")?.focus();
