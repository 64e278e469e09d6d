/* On a phone, CKAN lays the facets over the page ("Filter Results"). This takes the focus there and
   back, keeps it from what lies beneath, and closes them with Escape. */
(function () {
  "use strict";

  const BENEATH = ".masthead, .account-masthead, .toolbar, .primary, .site-footer";

  function isOpen() {
    return document.body.classList.contains("filters-modal");
  }

  function follow() {
    document.querySelectorAll(BENEATH).forEach(function (part) {
      part.inert = isOpen();
    });
    const next = document.querySelector(isOpen() ? ".hide-filters" : ".show-filters");
    if (next) {
      next.focus();
    }
  }

  /* CKAN's own handlers, at the buttons themselves, have run before this one. */
  document.addEventListener("click", function (event) {
    if (event.target.closest(".show-filters, .hide-filters")) {
      follow();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && isOpen()) {
      document.querySelector(".hide-filters").click();
    }
  });

  /* A chosen filter replaces the facets, and the link that had the focus with them. */
  document.addEventListener("htmx:afterSettle", function () {
    if (isOpen() && !document.activeElement.closest(".filters")) {
      document.querySelector(".hide-filters").focus();
    }
  });
})();
