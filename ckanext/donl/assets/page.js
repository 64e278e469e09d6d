/* The page of a dataset: a picture is fetched when the visitor asks for it. Without it there is a
   link to the picture. */
(function () {
  "use strict";

  function button(link) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-secondary";
    made.textContent = link.dataset.show;
    made.setAttribute("aria-expanded", "false");
    made.addEventListener("click", function () {
      const shown = made.getAttribute("aria-expanded") === "true";
      const place = link.parentElement.nextElementSibling;
      if (!place || !place.matches("[data-donl-shown]")) {
        show(link);
      } else {
        place.hidden = shown;
      }
      made.setAttribute("aria-expanded", String(!shown));
      made.textContent = shown ? link.dataset.show : link.dataset.hide;
    });
    return made;
  }

  function show(link) {
    const place = document.createElement("div");
    const picture = new Image();
    place.dataset.donlShown = "";
    place.setAttribute("aria-live", "polite");
    picture.referrerPolicy = "no-referrer";
    picture.loading = "lazy";
    picture.alt = link.dataset.alt;
    picture.className = "img-fluid";
    picture.addEventListener("error", function () {
      place.textContent = link.dataset.failed;
    });
    link.parentElement.after(place);
    place.append(picture);
    picture.src = link.href;
  }

  document.querySelectorAll("[data-donl-picture]").forEach(function (link) {
    link.before(button(link), " ");
  });
})();
