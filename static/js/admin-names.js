/* Names for controls of Django's admin that have none for a screen reader: cells of tables of rows, and search boxes. */

let number = 0;

function idOf(element) {
  element.id ||= `name-${(number += 1)}`;
  return element.id;
}

function nameOf(control) {
  const label = control.id && document.querySelector(`label[for="${CSS.escape(control.id)}"]`);
  if (label) return label;
  const cell = control.closest(".tabular td");
  return cell?.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
}

function nameCells(root) {
  const controls = "input:not([type=hidden], .select2-search__field), select, textarea";
  for (const control of root.querySelectorAll(`.tabular td :is(${controls})`)) {
    const name = nameOf(control);
    if (name && name.tagName !== "LABEL") control.setAttribute("aria-labelledby", idOf(name));
  }
}

function nameSearchBoxes(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete.select2-hidden-accessible")) {
    const name = nameOf(select);
    const box = select.parentElement.querySelector(".select2-selection");
    if (!name || !box) continue;
    const shown = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", [idOf(name), shown.id].filter(Boolean).join(" "));
    for (const part of box.querySelectorAll('[role="textbox"], .select2-search__field')) {
      part.setAttribute("aria-labelledby", idOf(name));
    }
  }
}

/* What the admin marks up in a way that says nothing, or something that is not allowed. */
function tidy(root) {
  for (const header of root.querySelectorAll("th.original")) header.setAttribute("role", "presentation");
  for (const hint of root.querySelectorAll(".help-tooltip[aria-label]:not([role])")) hint.setAttribute("role", "img");
}

function nameAll(root = document) {
  tidy(root);
  nameCells(root);
  nameSearchBoxes(root);
}

nameAll();
// The admin's own scripts make search boxes at a time of their own, and rows when somebody asks for another.
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  for (const node of added) {
    if (node.nodeType === Node.ELEMENT_NODE && node.matches(".select2-container, tr, .selector")) nameAll(node.parentElement);
  }
}).observe(document.body, { childList: true, subtree: true });
