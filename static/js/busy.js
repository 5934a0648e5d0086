// Says that something long goes on, from the press of the button until the next page is there.

for (const place of document.querySelectorAll("[data-busy]")) {
  const show = (is) => { place.firstElementChild.hidden = !is; };
  place.closest("form").addEventListener("submit", (event) => show(!event.defaultPrevented));
  window.addEventListener("pageshow", () => show(false)); // back to a page that the browser has kept
}
