/* Small comforts. Every page and form works without this file; it adds
     the CSRF header to htmx requests            <meta name="csrf-token">
     toasts that leave by themselves             .kb-toast[data-kb-leave]
     a value put into a field                    [data-kb-fill="#field"] data-kb-value="words"
     text copied                                 [data-kb-copy="#element"] data-kb-done="Copied"
     a dialog in place of its own page           a[data-kb-dialog="#dialog"], [data-kb-close]
     filters that submit when changed            form[data-kb-autosubmit]
     menus that close on Escape and click away   details[data-kb-menu] */
(function () {
  "use strict";
  var TOAST_MS = 8000;

  function on(type, selector, act) {
    document.addEventListener(type, function (event) {
      var hit = event.target.closest && event.target.closest(selector);
      if (hit) act(hit, event);
    });
  }

  document.addEventListener("htmx:configRequest", function (event) {
    var token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });

  // A toast stays while it is read: under the pointer, or while it holds the focus.
  function leaveLater(toast) {
    toast.removeAttribute("data-kb-leave");
    window.setTimeout(function tryNow() {
      if (toast.matches(":hover, :focus-within")) window.setTimeout(tryNow, TOAST_MS / 2);
      else toast.remove();
    }, TOAST_MS);
  }
  function watchToasts() {
    document.querySelectorAll(".kb-toast[data-kb-leave]").forEach(leaveLater);
  }
  document.addEventListener("DOMContentLoaded", watchToasts);
  document.addEventListener("htmx:load", watchToasts);

  on("click", "[data-kb-fill]", function (button, event) {
    var field = document.querySelector(button.getAttribute("data-kb-fill"));
    if (!field) return;
    event.preventDefault();
    field.value = button.getAttribute("data-kb-value") || "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });

  on("click", "[data-kb-copy]", function (button) {
    var source = document.querySelector(button.getAttribute("data-kb-copy"));
    if (!source || !navigator.clipboard) return;
    navigator.clipboard.writeText("value" in source ? source.value : source.innerText).then(function () {
      button.textContent = button.getAttribute("data-kb-done") || button.textContent;
    });
  });

  on("click", "a[data-kb-dialog]", function (link, event) {
    var dialog = document.querySelector(link.getAttribute("data-kb-dialog"));
    if (!dialog || !dialog.showModal || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  on("click", "dialog [data-kb-close]", function (button, event) {
    event.preventDefault();
    button.closest("dialog").close();
  });

  on("change", "form[data-kb-autosubmit] select", function (select) {
    select.form.requestSubmit();
  });

  function closeMenus(except) {
    document.querySelectorAll("details[data-kb-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest && event.target.closest("details[data-kb-menu]"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var open = document.querySelector("details[data-kb-menu][open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();
