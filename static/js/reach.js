// What an effort reaches: list and map picked together, rows added in place, typologies that follow.
//
// Everything works without this: ticks are sent with the form, and buttons ask the server for one more row, for a
// search and for the typologies.

const WAIT = 500; // milliseconds after the last change until the typologies are asked for

// As the server does: å and aa are one, and so are letters and what keyboards without them type for them.
const TYPED_FOR = { å: "aa", æ: "ae", ø: "oe", ü: "ue" };
const fold = (text) =>
  text.normalize("NFC").toLocaleLowerCase("da").trim().replace(/\s+/g, " ").replace(/[åæøü]/g, (one) => TYPED_FOR[one]);

// --- Areas: the list and the map ------------------------------------------------------------------------------------

function picking(section) {
  const list = section.querySelector(".picks");
  const rows = [...list.querySelectorAll("[data-pick]")];
  const status = section.querySelector("[data-pick-status]");
  const search = section.querySelector('input[name="q"]');
  const boxOf = (row) => row.querySelector('input[type="checkbox"]');
  let map = null;

  // An area may have several rows, one for each period.
  const rowsOf = (id) => rows.filter((row) => row.dataset.feature === id);
  const isPicked = (id) => rowsOf(id).some((row) => boxOf(row).checked);

  function show(id) {
    map?.mark(id, "shape--picked", false);
    if (isPicked(id)) map?.mark(id, "shape--picked", true);
  }

  function count() {
    const picked = new Set(rows.filter((row) => boxOf(row).checked).map((row) => row.dataset.feature)).size;
    const text = picked === 1 ? list.dataset.pickOne : list.dataset.pickMany.replace("%s", String(picked));
    status.textContent = text;
  }

  section.addEventListener("map:shown", (event) => {
    map = event.detail.map;
    for (const id of map.layers.keys()) show(id);
  });
  section.addEventListener("map:choose", (event) => {
    const found = rowsOf(event.detail.id);
    const row = found.find((one) => boxOf(one).checked) || found[0];
    if (!row) return;
    event.preventDefault();
    row.hidden = false;
    boxOf(row).click();
    row.scrollIntoView({ block: "nearest" });
  });
  list.addEventListener("change", (event) => {
    const row = event.target.closest("[data-pick]");
    event.target.closest(".pick__more")?.querySelector(".pick__said")?.remove();
    if (!row || event.target !== boxOf(row)) return;
    show(row.dataset.feature);
    count();
  });
  search.addEventListener("input", () => {
    const wanted = fold(search.value);
    const fits = rows.filter((row) => fold(row.dataset.pick).includes(wanted));
    for (const row of rows) row.hidden = !fits.includes(row) && !boxOf(row).checked;
    if (!fits.length && wanted) status.textContent = list.dataset.pickNone;
    else count();
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    section.querySelector('button[name="find"]').click();
  });
  if (!status.textContent.trim()) count();
}

// --- Rows ---------------------------------------------------------------------------------------------------------------

function adding(section) {
  const list = section.querySelector("[data-rows-list]");
  const total = section.querySelector('input[name$="-TOTAL_FORMS"]');
  const template = section.querySelector("template");
  section.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
    total.value = String(Number(total.value) + 1);
    const row = holder.content.firstElementChild;
    list.append(row);
    row.querySelector("input:not([type=hidden]), select, textarea").focus();
  });
}

// --- Typologies ---------------------------------------------------------------------------------------------------------

function previewing(form) {
  const box = form.querySelector("[data-typologies]");
  form.querySelector("[data-preview]").hidden = true;
  let timer = 0;
  let turn = 0;

  async function ask() {
    const mine = ++turn;
    const open = [...box.querySelectorAll("details")].map((one) => one.open);
    try {
      const answer = await fetch(box.dataset.typologies, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected || mine !== turn) return;
      // The server's own markup, made by the same templates as the page.
      box.innerHTML = await answer.text();
      box.querySelectorAll("details").forEach((one, number) => { one.open = Boolean(open[number]); });
    } catch {
      form.querySelector("[data-preview]").hidden = false;
    }
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => {
      if (event.target.name === "q") return;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
  }
}

const form = document.querySelector("form.desk-form");
for (const section of form.querySelectorAll("[data-picking]")) picking(section);
for (const section of form.querySelectorAll("[data-rows]")) adding(section);
previewing(form);
