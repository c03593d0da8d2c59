// A button that copies the text beside it; without scripts one click on the text selects it whole.
(function () {
  "use strict";

  function addButtons() {
    if (!navigator.clipboard) return;
    document.querySelectorAll("[data-copy]").forEach((place) => {
      if (place.nextElementSibling && place.nextElementSibling.matches(".copy")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy button--quiet";
      button.textContent = place.dataset.copy;
      button.addEventListener("click", () => copy(place, button));
      place.after(button);
    });
  }

  function copy(place, button) {
    navigator.clipboard.writeText(place.textContent.trim()).then(
      () => { say(button, "Copied"); },
      () => { say(button, "Not copied"); }
    );
  }

  function say(button, words) {
    const label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    button.textContent = words;
    setTimeout(() => { button.textContent = label; }, 2000);
  }

  document.addEventListener("DOMContentLoaded", addButtons);
  document.addEventListener("htmx:afterSettle", addButtons);
})();
