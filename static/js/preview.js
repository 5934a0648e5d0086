// Shows what follows from a form while it is filled in: the form is sent with `fragment`, nothing is saved, and the
// answer takes the place of what [data-preview-into] holds. Without this the button [data-without-script] does it.

const WAIT = 300; // milliseconds without a change

function follow(target) {
  const form = target.closest("form");
  let timer = 0;
  let turn = 0;

  async function show() {
    const mine = ++turn;
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    data.append("fragment", "1");
    try {
      const answer = await fetch(location.href, { method: "POST", body: data });
      if (!answer.ok || answer.redirected || mine !== turn) return;
      const open = [...target.querySelectorAll("details")].map((fold) => fold.open);
      target.innerHTML = await answer.text();
      [...target.querySelectorAll("details")].forEach((fold, place) => { fold.open = open[place] ?? false; });
      target.dispatchEvent(new CustomEvent("preview:shown", { bubbles: true }));
    } catch {
      // Asked again at the next change.
    }
  }

  const soon = (event) => {
    if (target.contains(event.target)) return;
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  };
  form.addEventListener("input", soon); // also while one types
  form.addEventListener("change", soon);
  for (const button of form.querySelectorAll("[data-without-script]")) {
    button.hidden = true;
    button.type = "button"; // or Enter in a field would press it
  }
}

for (const target of document.querySelectorAll("[data-preview-into]")) follow(target);
