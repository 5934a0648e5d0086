// A follow-up asks only for what its kind is about; without this, all fields are shown and the server takes the one.

for (const form of document.querySelectorAll("[data-follow-up]")) {
  const refresh = () => {
    const kind = form.querySelector('input[type="radio"]:checked')?.value;
    for (const part of form.querySelectorAll("[data-of-kind]")) part.hidden = part.dataset.ofKind !== kind;
  };
  form.addEventListener("change", refresh);
  refresh();
}
