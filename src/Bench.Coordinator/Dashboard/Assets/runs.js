// The list of runs.
import { make, setBadge, setText } from "./dom.js";
import { ago, left, number } from "./format.js";
import { Live } from "./live.js";

const phases = {
  starting: ["S", "st-calm"],
  running: ["R", "st-run"],
  waiting: ["W", "st-warn"],
  cancelling: ["C", "st-warn"],
  sealing: ["L", "st-calm"],
};

export const phaseOf = (run) => {
  if (run.phase !== "sealed") {
    const [mark, name] = phases[run.phase] ?? ["?", "st-none"];
    return { mark, word: run.phase, class: name };
  }
  const isOk = run.entries_ok === run.entries_total;
  return { mark: isOk ? "✓" : "✗", word: "sealed", class: isOk ? "st-ok" : "st-bad" };
};

export const progressText = (run) => {
  const done = `${number(run.iterations_done)} of ${number(run.iterations_total)} iterations`;
  return run.iterations_failed > 0 ? `${done}, ${number(run.iterations_failed)} failed` : done;
};

const newRow = (run, base) => {
  const cell = (name, label, ...children) => make("td", { "data-f": name, "data-label": label }, ...children);
  const time = make("time", { datetime: run.created_at, "data-ago": "" });
  time.title = run.created_at;
  const row = make(
    "tr",
    { "data-run": run.id },
    make("th", { scope: "row" }, make("a", { href: base + encodeURIComponent(run.id), text: run.id }), make("small", { "data-f": "name" })),
    cell("phase", "Phase", make("span", { class: "badge", "data-badge": "phase" }, make("b", { "aria-hidden": "true" }), " ", make("span")), make("small", { "data-f": "reason" })),
    cell("progress", "Progress", make("progress", { "aria-label": "Iterations done" }), make("small", { "data-f": "done" })),
    cell("failures", "Failures"),
    cell("left", "Time left"),
    cell("alive", "VMs alive"),
    make("td", { "data-label": "Created" }, time),
  );
  for (const name of ["failures", "left", "alive"]) row.querySelector(`[data-f="${name}"]`).className = "num";
  setText(time, ago(new Date(run.created_at), new Date()));
  return row;
};

const update = (row, run) => {
  const part = (name) => row.querySelector(`[data-f="${name}"]`);
  setBadge(row.querySelector("[data-badge]"), phaseOf(run));
  setText(part("name"), run.name ?? "");
  setText(part("reason"), run.reason ?? "");
  const bar = row.querySelector("progress");
  bar.max = run.iterations_total;
  bar.value = run.iterations_done;
  setText(part("done"), progressText(run));
  setText(part("failures"), `${number(run.entries_failed)} entries, ${number(run.iterations_failed)} iterations`);
  setText(part("left"), left(run.estimated_seconds_left));
  setText(part("alive"), `${run.vms_alive} of ${run.vms_total}`);
};

export const start = (page) => {
  const body = document.getElementById("runs");
  new Live(page.dataset.events, "", {
    runs: (runs) => {
      const rows = new Map(Array.from(body.rows, (row) => [row.dataset.run, row]));
      document.getElementById("no-runs").hidden = runs.length > 0;
      document.getElementById("runs-table").hidden = runs.length === 0;
      let before = null;
      for (const run of runs) {
        const row = rows.get(run.id) ?? newRow(run, page.dataset.runBase);
        rows.delete(run.id);
        update(row, run);
        const place = before ? before.nextElementSibling : body.firstElementChild;
        if (place !== row) body.insertBefore(row, place);
        before = row;
      }
      for (const gone of rows.values()) gone.remove();
    },
  });
};
