// Runs before the page is drawn, so that it never shows in the wrong colours first.
"use strict";
(() => {
  const root = document.documentElement;
  const key = "bench-theme";
  const next = { system: "dark", dark: "light", light: "system" };
  root.classList.add("js");

  const stored = () => {
    try {
      const theme = localStorage.getItem(key);
      return theme in next ? theme : "system";
    } catch {
      return "system";
    }
  };
  const apply = (theme) => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    dispatchEvent(new CustomEvent("bench-theme"));
  };
  apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const name = () => (button.textContent = `Theme: ${stored()}`);
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      try {
        localStorage.setItem(key, next[stored()]);
      } catch {
        // Without a store the theme is that of the system.
      }
      apply(stored());
      name();
    });
  });
})();
