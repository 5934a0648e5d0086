// Goes on with the check of a file by itself, a chunk after the other, and says how far it is.
//
// form[data-check] is sent with its button where there is no script. [data-check-bar] is the bar, [data-check-text] what
// the eye reads, [data-check-said] what a screen reader hears (now and then, not at every chunk). [data-check-pause]
// stops and goes on; [data-check-stopped] says that the server did not answer.

const QUIET = 4000; // milliseconds between two things said

function run(form) {
  const find = (name) => document.querySelector(`[data-check-${name}]`);
  const [bar, text, said, pause, stopped] = ["bar", "text", "said", "pause", "stopped"].map(find);
  const go = form.querySelector("[type=submit]");
  let running = false;
  let last = 0;

  function show(answer) {
    if (answer.rows) {
      bar.max = answer.rows;
      bar.value = Math.min(answer.checked, answer.rows);
    }
    text.textContent = answer.text;
    if (answer.done || Date.now() - last > QUIET) {
      said.textContent = answer.text;
      last = Date.now();
    }
  }

  function stop(message) {
    running = false;
    pause.textContent = pause.dataset.go;
    if (message !== undefined) {
      stopped.hidden = false;
      stopped.textContent = message || stopped.dataset.text;
    }
  }

  async function loop() {
    running = true;
    stopped.hidden = true;
    pause.textContent = pause.dataset.pause;
    while (running) {
      let answer;
      try {
        answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      } catch {
        return stop("");
      }
      if (!answer.headers.get("Content-Type")?.includes("json")) {
        // Signed out, or the file stands elsewhere: the page itself says which.
        if (answer.redirected || answer.status === 403 || answer.status === 404) return location.assign(form.action);
        return stop("");
      }
      const told = await answer.json();
      if (!answer.ok) return stop(told.text);
      show(told);
      if (told.done) return location.replace(told.url);
    }
  }

  go.hidden = true;
  pause.hidden = false;
  pause.addEventListener("click", () => (running ? stop() : loop()));
  loop();
}

for (const form of document.querySelectorAll("form[data-check]")) run(form);
