/* Labels the autocomplete fields of forms: Select2 gives them no accessible name. */
(function ($) {
  "use strict";

  function labelOf(select) {
    const label = select.labels && select.labels[0];
    return label ? label.textContent.trim().replace(/:$/, "") : select.getAttribute("aria-label") || "";
  }

  function nameFields(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach((select) => {
      const box = select.nextElementSibling;
      if (!box || !box.classList.contains("select2")) return;
      // Select2 marks this part as a second, unnamed text field.
      box.querySelectorAll("[role=textbox]").forEach((part) => {
        part.removeAttribute("role");
        part.removeAttribute("aria-readonly");
      });
      box.querySelectorAll(".select2-selection, .select2-search__field").forEach((part) => {
        const shown = part.getAttribute("aria-labelledby");
        part.setAttribute("aria-label", labelOf(select));
        if (shown && part.id === "") part.id = `${select.id}-box`;
        if (shown) part.setAttribute("aria-labelledby", `${part.id} ${shown}`);
      });
    });
  }

  $(() => nameFields(document));
  document.addEventListener("formset:added", (event) => nameFields(event.target));
  $(document).on("select2:open", (event) => {
    const search = document.querySelector(".select2-dropdown .select2-search__field");
    if (search) search.setAttribute("aria-label", labelOf(event.target));
  });
})(django.jQuery);
