// What the list pages gain with scripts on; without them every link and form works as it stands.
// htmx replaces the list and keeps the address; here what was open stays open, the focus stays in the page,
// and long filters get a box that narrows them.
(function () {
  "use strict";
  let opened = {};

  function remember() {
    opened = {};
    document.querySelectorAll("#listing details[id]").forEach((details) => { opened[details.id] = details.open; });
  }

  function restore() {
    document.querySelectorAll("#listing details[id]").forEach((details) => {
      if (details.id in opened) details.open = opened[details.id];
    });
    if (document.activeElement === document.body) {
      const results = document.getElementById("results");
      if (results) results.focus({ preventScroll: true });
    }
    addNarrowing();
  }

  function addNarrowing() {
    document.querySelectorAll("ul[data-narrow]").forEach((list) => {
      if (list.previousElementSibling && list.previousElementSibling.matches(".narrow")) return;
      const box = document.createElement("input");
      box.type = "search";
      box.className = "narrow";
      box.placeholder = list.dataset.narrow;
      box.setAttribute("aria-label", list.dataset.narrow);
      box.addEventListener("input", () => narrow(list, box.value));
      list.before(box);
    });
  }

  function narrow(list, words) {
    const wanted = words.trim().toLowerCase();
    list.querySelectorAll(".option").forEach((option) => {
      const label = option.querySelector(".option__label").textContent.toLowerCase();
      option.hidden = !label.includes(wanted);
    });
  }

  document.addEventListener("DOMContentLoaded", addNarrowing);
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:afterSettle", restore);
})();
