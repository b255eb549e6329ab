// Makes pages live. Without it they are whole, and load themselves again.
import { ago } from "./format.js";
import { setText } from "./dom.js";
import { makeSortable } from "./tables.js";

const tick = () => {
  const now = new Date();
  for (const time of document.querySelectorAll("time[data-ago]")) setText(time, ago(new Date(time.dateTime), now));
};

const shortcuts = {
  "/": () => document.getElementById("vm-text")?.focus(),
  c: () => document.getElementById("cancel-link")?.click(),
  t: () => document.getElementById("theme").click(),
  "?": () => {
    const keys = document.getElementById("keys");
    keys.open = true;
    keys.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const action = shortcuts[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

makeSortable();
setInterval(tick, 1000);
const runPage = document.getElementById("run-page");
const runsPage = document.getElementById("runs-page");
if (runPage) (await import("./run.js")).start(runPage);
if (runsPage) (await import("./runs.js")).start(runsPage);
