// Says at once that a file is too large: sent, it would only be refused after a long wait.

for (const part of document.querySelectorAll("[data-most-bytes]")) {
  const most = Number(part.dataset.mostBytes) - 20_000; // the form's other fields
  const field = part.querySelector("input[type=file]");
  const said = part.querySelector("[data-too-large]");
  const check = () => {
    const isTooLarge = (field.files[0]?.size ?? 0) > most;
    said.hidden = !isTooLarge;
    said.textContent = isTooLarge ? said.dataset.text : "";
    field.setCustomValidity(isTooLarge ? said.dataset.text : "");
    return isTooLarge;
  };
  field.addEventListener("change", check);
  field.form.addEventListener("submit", (event) => {
    if (!check()) return;
    event.preventDefault();
    field.focus();
  });
}
