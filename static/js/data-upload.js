// Says before a file is sent what it would only be refused for after a long wait: too large, or without a source. A
// refused form comes back without its file.

function say(place, isWrong) {
  place.hidden = !isWrong;
  place.textContent = isWrong ? place.dataset.text : "";
  return isWrong;
}

for (const part of document.querySelectorAll("[data-most-bytes]")) {
  const most = Number(part.dataset.mostBytes) - 20_000; // the form's other fields
  const file = part.querySelector("input[type=file]");
  const { form } = file;
  const { source, source_text: words } = form.elements; // boundaries have none
  const size = part.querySelector("[data-too-large]");
  const unnamed = form.querySelector("[data-no-source]");
  const isTooLarge = () => {
    const isWrong = say(size, (file.files[0]?.size ?? 0) > most);
    file.setCustomValidity(isWrong ? size.dataset.text : "");
    return isWrong;
  };
  const isUnnamed = () => unnamed && say(unnamed, !source.value && !words.value.trim());
  file.addEventListener("change", isTooLarge);
  for (const field of unnamed ? [source, words] : []) field.addEventListener("input", () => say(unnamed, false));
  form.addEventListener("submit", (event) => {
    const wrong = [isTooLarge() && file, isUnnamed() && source].find(Boolean);
    if (!wrong) return;
    event.preventDefault();
    wrong.focus();
  });
}
