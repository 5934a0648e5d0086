// "/" goes to the search of the header, wherever one is on the page.

const box = document.querySelector("[data-search-box]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  const at = event.target;
  if (at.closest("input, textarea, select, [contenteditable], [role='grid'], [role='application']")) return;
  event.preventDefault();
  box.focus();
  box.select();
});
