/* The form: what applies is shown, values and distributions are added. Without it the form works
   with what the server has put in it. */
(function () {
  "use strict";

  const form = document.querySelector("[data-donl-form]");
  if (!form) {
    return;
  }

  function all(selector, root) {
    return Array.from((root || form).querySelectorAll(selector));
  }

  /* A field that does not apply is neither shown nor sent. One with an error is always shown. */
  function showWhatApplies() {
    all("[data-donl-when]").forEach(function (field) {
      const asked = form.elements[field.dataset.donlWhen];
      const applies =
        field.classList.contains("donl-wrong") ||
        field.dataset.donlValues.split(" ").includes(asked.value);
      field.hidden = !applies;
      all("input, select, textarea", field).forEach(function (input) {
        input.disabled = !applies;
      });
    });
  }

  /* The area is looked up in the list of its kind. */
  function fitArea(scheme) {
    const list = scheme.selectedOptions[0].dataset.donlList;
    const area = scheme.closest("[data-donl-row]").querySelector("input");
    if (list) {
      area.setAttribute("list", "list-" + list);
    } else {
      area.removeAttribute("list");
    }
  }

  function addRow(button) {
    const rows = all("[data-donl-row]", button.closest("[data-donl-repeated]"));
    const last = rows[rows.length - 1];
    const row = last.cloneNode(true);
    const number = rows.length + 1;
    all("input, select, textarea", row).forEach(function (input) {
      const id = input.id.replace(/-\d+$/, "") + "-" + number;
      const label = row.querySelector('label[for="' + CSS.escape(input.id) + '"]');
      label.htmlFor = id;
      const hidden = label.querySelector(".visually-hidden");
      (hidden || label).textContent = (hidden || label).textContent.replace(/\d+\s*$/, String(number));
      input.id = id;
      input.value = "";
    });
    last.after(row);
    row.querySelector("input, select, textarea").focus();
  }

  function addDistribution() {
    const pattern = form.querySelector("[data-donl-pattern]");
    const place = form.querySelector("[data-donl-distributions]");
    const number = all("[data-donl-distribution]").length;
    const holder = document.createElement("div");
    holder.innerHTML = pattern.innerHTML.replace(/__NEW__/g, "__" + number + "__").replace(
      "distribution-NEW",
      "distribution-" + number
    );
    const added = holder.firstElementChild;
    added.querySelector("[data-donl-number]").textContent = String(number + 1);
    place.append(added);
    all("[data-donl-add]", added).forEach(unhide);
    added.querySelector("input:not([type=hidden])").focus();
  }

  function unhide(element) {
    element.hidden = false;
  }

  /* The field that a line of the summary, or an address, points at may be in a closed part. */
  function reveal(target) {
    if (!target) {
      return;
    }
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) {
      part.open = true;
    }
    target.focus();
    target.scrollIntoView({ block: "center" });
  }

  form.addEventListener("click", function (event) {
    if (event.target.closest("[data-donl-add]")) {
      addRow(event.target.closest("[data-donl-add]"));
    } else if (event.target.closest("[data-donl-add-distribution]")) {
      addDistribution();
    }
  });

  form.addEventListener("change", function (event) {
    if (event.target.matches("[data-donl-scheme]")) {
      fitArea(event.target);
    }
    showWhatApplies();
  });

  /* A second click sends nothing, unless the first was broken off. */
  form.addEventListener("submit", function (event) {
    if (form.dataset.sent) {
      event.preventDefault();
    }
    form.dataset.sent = "true";
    window.setTimeout(forget, 5000);
  });
  function forget() {
    delete form.dataset.sent;
  }
  window.addEventListener("pageshow", forget);

  const summary = document.getElementById("error-summary");
  if (summary) {
    summary.addEventListener("click", function (event) {
      if (event.target.matches("a")) {
        event.preventDefault();
        reveal(document.getElementById(event.target.hash.slice(1)));
      }
    });
    summary.focus();
  }

  all("[data-donl-add], [data-donl-add-distribution]").forEach(unhide);
  showWhatApplies();
  if (window.location.hash === "#distribution-NEW") {
    addDistribution();
  }
})();
