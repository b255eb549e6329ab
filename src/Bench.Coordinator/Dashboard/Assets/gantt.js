// The phases of VMs on a line of time whose right end is now.
import { setText } from "./dom.js";
import { seconds } from "./format.js";

const longest = 600;
const mostStays = 60;
const heights = { measure: 20, cache: 14, turn: 14, prepare: 10, upload: 10 };
// Workers tell the innermost phase; it is drawn as the one that it is part of.
const parts = { fio: "measure", flush: "measure", layout: "prepare", data_set: "prepare", remount: "prepare" };
const known = ["resolve", "mount", "prepare", "turn", "cache", "measure", "collect", "unmount", "upload"];
const namespace = "http://www.w3.org/2000/svg";

const draw = (svg, stay, from, to) => {
  const x = (at) => Math.min(1000, Math.max(0, (1000 * (at - from)) / (to - from)));
  const end = stay.end ?? to;
  if (!stay.rect) {
    stay.rect = document.createElementNS(namespace, "rect");
    const family = parts[stay.phase] ?? (known.includes(stay.phase) ? stay.phase : "other");
    const tall = heights[family] ?? 6;
    stay.rect.setAttribute("class", `ph-${family}`);
    stay.rect.setAttribute("y", 20 - tall);
    stay.rect.setAttribute("height", tall);
    stay.rect.append(document.createElementNS(namespace, "title"));
    svg.append(stay.rect);
  }
  stay.rect.setAttribute("x", x(stay.start).toFixed(2));
  stay.rect.setAttribute("width", Math.max(0.5, x(end) - x(stay.start)).toFixed(2));
  const title = `${stay.what}${stay.phase}, ${seconds(Math.max(0, end - stay.start))}`;
  if (stay.rect.firstChild.textContent !== title) stay.rect.firstChild.textContent = title;
};

export class Gantt {
  constructor() {
    this.rows = new Map();
    for (const row of document.querySelectorAll(".gantt[data-live] tr[data-gantt]")) {
      const svg = row.querySelector("svg");
      const stays = Array.from(svg.querySelectorAll("rect"), (rect) => ({
        rect,
        phase: rect.dataset.phase,
        what: rect.textContent.slice(0, rect.textContent.indexOf(": ") + 2),
        start: Number(rect.dataset.s),
        end: rect.dataset.e === undefined ? undefined : Number(rect.dataset.e),
      }));
      this.rows.set(row.dataset.gantt, { svg, stays, last: undefined });
    }
  }

  add(event) {
    const at = Date.parse(event.at) / 1000;
    for (const vm of event.snapshot?.vms ?? []) this.see(vm, at);
    if (event.vm) this.see(event.vm, at);
  }

  see(vm, at) {
    const row = this.rows.get(vm.vm);
    if (!row) return;
    const work = vm.current;
    const key = work && `${work.matrix_id}/${work.iteration}/${work.phase}`;
    const open = row.stays.at(-1);
    const isSame = row.last === undefined ? open && !open.end && open.phase === work?.phase : row.last === key;
    row.last = key ?? null;
    if (isSame) return;
    const start = work ? Math.max(at - work.phase_seconds, open?.start ?? 0) : at;
    if (open && open.end === undefined) open.end = start;
    if (!work) return;
    row.stays.push({ phase: work.phase, what: `#${work.matrix_id} iteration ${work.iteration}: `, start });
    while (row.stays.length > mostStays) row.stays.shift().rect?.remove();
  }

  draw(now) {
    if (this.rows.size === 0 || document.hidden) return;
    const stays = [...this.rows.values()].flatMap((row) => row.stays);
    if (stays.length === 0) return;
    const from = Math.max(now - longest, Math.min(...stays.map((stay) => stay.start)));
    for (const { svg, stays: own } of this.rows.values()) {
      while (own.length > 0 && (own[0].end ?? now) < from) own.shift().rect?.remove();
      for (const stay of own) draw(svg, stay, from, Math.max(now, from + 0.001));
    }
    for (const note of document.querySelectorAll("[data-gantt-empty]")) note.remove();
    for (const width of document.querySelectorAll("[data-gantt-width]")) setText(width, seconds(now - from));
  }
}
