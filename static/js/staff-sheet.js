// The sheet of an effort's staff: one choice for the whole week, and one more line without a way to the server.

const sheet = document.querySelector("[data-sheet]");
const form = sheet?.closest("form");

function fillWeek(event) {
  const every = event.target.closest("[data-every]");
  if (!every || !event.target.value) return;
  for (const day of every.closest("[data-row]").querySelectorAll("[data-day] select")) day.value = event.target.value;
  event.target.value = "";
}

function addRow(event) {
  event.preventDefault();
  const shown = form.elements.rows_shown;
  const number = Number(shown.value) || 0;
  const copy = sheet.querySelector("[data-row-template]").innerHTML.replaceAll("__prefix__", number);
  const place = sheet.querySelector("[data-new-rows]");
  place.insertAdjacentHTML("beforeend", copy);
  shown.value = number + 1;
  place.lastElementChild.querySelector("input").focus();
}

if (sheet) {
  sheet.addEventListener("change", fillWeek, true); // before the preview reads the form
  sheet.querySelector("[data-add-row]").addEventListener("click", addRow);
}
