/* Runs in the head, before anything is painted. The server writes data-bs-theme="light|dark|auto" on <html>;
   "auto" follows the device, and Bootstrap knows only light and dark. Without this script the stylesheet's
   own prefers-color-scheme block still shows the right colours. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("kb-js");
  if (root.getAttribute("data-bs-theme") !== "auto" || !window.matchMedia) return;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  }
  follow();
  dark.addEventListener("change", follow);
})();
