// Moving posts on the week board with the mouse: a chip dropped on a cell opens the form of the move, filled in.
// The form shows what the move does and saves it; the keyboard's way to it is the chip's card.

const board = document.querySelector("table.board");
let chip = null;

const cellOf = (event) => (chip ? event.target.closest("[data-drop-day]") : null);

function light(cell) {
  for (const lit of document.querySelectorAll(".is-drop")) if (lit !== cell) lit.classList.remove("is-drop");
  cell?.classList.add("is-drop");
}

document.addEventListener("dragstart", (event) => {
  chip = event.target.closest?.("[data-chip]");
  if (!chip) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", chip.textContent.trim());
  board?.classList.add("is-moving");
});

document.addEventListener("dragover", (event) => {
  const cell = cellOf(event);
  light(cell);
  if (!cell) return;
  event.preventDefault(); // a place to drop
  event.dataTransfer.dropEffect = "move";
});

document.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  event.preventDefault();
  if (cell.contains(chip)) return; // where it was
  const form = new URL(chip.dataset.move, location.href);
  if (chip.dataset.chip) form.searchParams.set("from", chip.dataset.chip); // a post without a place comes from nowhere
  form.searchParams.set("to", cell.closest("[data-drop-place]").dataset.dropPlace);
  form.searchParams.set("day", cell.dataset.dropDay);
  location.assign(form);
});

document.addEventListener("dragend", () => {
  chip = null;
  light(null);
  board?.classList.remove("is-moving");
});
