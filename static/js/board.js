// Moving posts on the week board with the mouse: a chip dropped on a cell opens the form of the move, filled in.
// The form shows what the move does and saves it; the keyboard's way to it is the chip's card.

const board = document.querySelector("table.board");
let chip = null;

const cellOf = (event) => (chip ? event.target.closest("[data-drop-day]") : null);

function light(cell) {
  for (const lit of board.querySelectorAll(".is-drop")) if (lit !== cell) lit.classList.remove("is-drop");
  cell?.classList.add("is-drop");
}

board?.addEventListener("dragstart", (event) => {
  chip = event.target.closest?.("[data-chip]");
  if (!chip) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", chip.textContent.trim());
  board.classList.add("is-moving");
});

board?.addEventListener("dragover", (event) => {
  const cell = cellOf(event);
  light(cell);
  if (!cell) return;
  event.preventDefault(); // a place to drop
  event.dataTransfer.dropEffect = "move";
});

board?.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  if (!cell) return;
  event.preventDefault();
  if (cell.contains(chip)) return; // where it was
  const form = new URL(chip.dataset.move, location.href);
  form.searchParams.set("from", chip.dataset.chip);
  form.searchParams.set("to", cell.closest("[data-drop-place]").dataset.dropPlace);
  form.searchParams.set("day", cell.dataset.dropDay);
  location.assign(form);
});

board?.addEventListener("dragend", () => {
  chip = null;
  light(null);
  board.classList.remove("is-moving");
});
