// Sends a form whose work takes a while, and says how far it is until the next page is there.
//
// [data-busy] is the place inside the form; [data-busy-bar] is the bar, [data-busy-text] what the eye reads,
// [data-busy-said] what a screen reader hears (now and then), [data-busy-stopped] says that the server was lost.
// The answer is lines of JSON (boligsocial/desk/data_told.py).

const LINES = "application/x-ndjson";
const QUIET = 4000; // milliseconds between two things said

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split("\n");
    rest = whole.pop();
    for (const line of whole) yield JSON.parse(line);
  }
}

function watch(place) {
  const form = place.closest("form");
  const find = (name) => place.querySelector(`[data-busy-${name}]`);
  const [bar, text, said, stopped] = ["bar", "text", "said", "stopped"].map(find);
  const show = (is) => { place.firstElementChild.hidden = !is; };
  let running = false;
  let last = 0;

  function tell(step) {
    bar.value = step.done;
    text.textContent = step.text;
    if (Date.now() - last > QUIET) {
      said.textContent = step.text;
      last = Date.now();
    }
  }

  function stop(message) {
    running = false;
    show(false);
    stopped.hidden = false;
    stopped.textContent = message;
  }

  async function run() {
    running = true;
    stopped.hidden = true;
    bar.value = 0;
    text.textContent = "";
    show(true);
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: LINES }, redirect: "manual" });
      // Signed out, not allowed, sent before: sent without script, the page itself says which.
      if (answer.headers.get("Content-Type") !== LINES) return form.submit();
      for await (const told of lines(answer.body)) {
        if (told.url) return location.assign(told.url);
        if (told.refused) return stop(told.refused);
        tell(told);
      }
    } catch {
      // The connection broke: the same as an answer without a last line.
    }
    stop(stopped.dataset.text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!running) run();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    // Back to a page that the browser has kept.
    running = false;
    show(false);
  });
}

for (const place of document.querySelectorAll("[data-busy]")) watch(place);
