// The pages of a run: its events change what is shown, in order, a batch a frame.
import { Charts } from "./charts.js";
import { legend, make, setAttribute, setBadge, setText } from "./dom.js";
import { age, ago, bytes, left, none, nowText, number, percent, phaseText, rate, rateOf } from "./format.js";
import { Gantt } from "./gantt.js";
import { Live } from "./live.js";
import { phaseOf, progressText } from "./runs.js";
import { makeFilter, makeRoving } from "./tables.js";

const mostErrors = 10;
// From the end of one drawing to the next: each lays a table of perhaps 1,000 rows out anew, however few events it draws.
const restBetweenDrawings = 80;

class RunPage {
  constructor(page) {
    this.page = page;
    this.only = page.dataset.vm || null;
    this.isVmPage = page.querySelector("[data-vmf]") !== null;
    // Ages are counted on the server's clock, whatever this machine's says.
    this.clockOffset = Date.now() - Date.parse(page.dataset.now);
    this.vmStates = legend("vm");
    this.entryStates = legend("entry");
    this.noteLevels = legend("note");
    this.cells = this.index("#vm-grid a", "vm");
    this.rows = this.index("#vm-table tbody tr", "vm");
    this.entries = this.index("[data-entry]", "entry");
    this.entryRows = this.index("[data-entry-row]", "entryRow");
    this.vms = new Map();
    this.entryStateOf = new Map();
    this.vmStateOf = new Map();
    this.seenAt = new Map();
    this.queue = [];
    this.frame = 0;
    this.timer = 0;
    this.drawnAt = -Infinity;
    this.areVmCountsStale = false;
    this.areEntryCountsStale = false;
    this.filter = makeFilter();
    this.charts = new Charts(page.dataset.history, this.only);
    this.gantt = new Gantt();
    this.about = document.getElementById("matrix-about");
    makeRoving(document.getElementById("vm-grid"));
    makeRoving(document.getElementById("matrix-table"), (link) => this.tellEntry(link));
    this.startCounts();
    document.querySelector("#vm-choice select")?.addEventListener("change", (e) => e.target.form.requestSubmit());
    setInterval(() => this.tick(), 1000);
    for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight;
    new Live(page.dataset.events, page.dataset.cursor, {
      snapshot: (event, id) => this.add(event, id),
      run: (event, id) => this.add(event, id),
      vm: (event, id) => this.add(event, id),
      entry: (event, id) => this.add(event, id),
      note: (event, id) => this.add(event, id),
    });
  }

  index(selector, name) {
    const found = new Map();
    for (const element of document.querySelectorAll(selector)) found.set(element.dataset[name], element);
    return found;
  }

  /** The states that the page was rendered with, to count changes from. */
  startCounts() {
    const byWord = (states, word) => [...states].find(([, state]) => state.word === word)?.[0];
    for (const [vm, row] of this.rows) this.vmStateOf.set(vm, byWord(this.vmStates, row.dataset.state));
    for (const [id, link] of this.entries) {
      this.entryStateOf.set(id, byWord(this.entryStates, link.getAttribute("aria-label")));
    }
  }

  add(event, id) {
    this.queue.push([event, id]);
    // A page in the background draws no frames, and must not gather events for hours.
    if (document.hidden || this.queue.length > 5000) this.apply();
    else this.timer ||= setTimeout(() => this.applyInFrame(), Math.max(0, this.drawnAt + restBetweenDrawings - performance.now()));
  }

  applyInFrame() {
    this.frame = requestAnimationFrame(() => this.apply());
  }

  apply() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.timer = this.frame = 0;
    const queue = this.queue;
    this.queue = [];
    // Of a VM or an entry only its last state is drawn; charts and phases take every event.
    const vms = new Map();
    const entries = new Map();
    for (const [event, id] of queue) {
      this.charts.add(event, id);
      this.gantt.add(event);
      if (event.snapshot) {
        vms.clear();
        entries.clear();
        this.setRun(event.snapshot.run);
        for (const vm of event.snapshot.vms) vms.set(vm.vm, vm);
        for (const entry of event.snapshot.entries) entries.set(entry.matrix_id, entry);
        document.getElementById("notes")?.replaceChildren();
        for (const note of event.snapshot.notes) this.addNote(note);
      }
      if (event.run) this.setRun(event.run);
      if (event.vm) vms.set(event.vm.vm, event.vm);
      if (event.entry) entries.set(event.entry.matrix_id, event.entry);
      if (event.note) this.addNote(event.note);
    }
    for (const vm of vms.values()) this.setVm(vm);
    for (const entry of entries.values()) this.setEntry(entry);
    if (vms.size > 0) this.filter(this.areVmCountsStale);
    if (this.areVmCountsStale) this.showCounts(this.vmStates, this.vmStateOf);
    if (this.areEntryCountsStale) this.showCounts(this.entryStates, this.entryStateOf);
    this.areVmCountsStale = this.areEntryCountsStale = false;
    this.page.dataset.cursor = queue.at(-1)?.[1] ?? this.page.dataset.cursor;
    this.drawnAt = performance.now();
  }

  showCounts(states, stateOf) {
    const counts = new Map();
    for (const state of stateOf.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
    for (const [state, { count }] of states) if (count) setText(count, number(counts.get(state) ?? 0));
  }

  setRun(run) {
    const part = (name) => this.page.querySelector(`[data-run="${name}"]`);
    setBadge(this.page.querySelector('[data-badge="phase"]'), phaseOf(run));
    setText(part("reason"), run.reason ?? "");
    setText(part("seal"), run.seal_reason ? ` (${run.seal_reason.replace("_", " ")})` : "");
    setText(part("done"), progressText(run));
    setText(part("left"), left(run.estimated_seconds_left));
    setText(part("entries-ok"), number(run.entries_ok));
    setText(part("entries-failed"), number(run.entries_failed));
    setText(part("alive"), number(run.vms_alive));
    setText(part("leader"), run.leader ? `process ${run.leader.process_id} on ${run.leader.host_name}` : "none");
    const bar = document.getElementById("run-progress");
    if (bar) bar.value = run.iterations_done;
    if (["sealed", "sealing", "cancelling"].includes(run.phase)) {
      for (const link of document.querySelectorAll("[data-ends]")) link.hidden = true;
    }
    if (run.phase === "sealed") this.awaitReport();
  }

  /** The report is written after the seal. */
  async awaitReport() {
    const link = document.getElementById("report-link");
    if (!link?.hidden || this.awaits) return;
    this.awaits = true;
    for (let i = 0; i < 20; i++) {
      const reply = await fetch(link.href).catch(() => null);
      if (reply?.ok) {
        link.hidden = false;
        return;
      }
      await new Promise((done) => setTimeout(done, 2000));
    }
  }

  setVm(vm) {
    const state = this.vmStates.get(vm.state);
    if (!state) return;
    this.vms.set(vm.vm, vm);
    this.areVmCountsStale ||= this.vmStateOf.get(vm.vm) !== vm.state;
    this.vmStateOf.set(vm.vm, vm.state);
    this.seenAt.set(vm.vm, Date.now());
    this.setCell(vm, state);
    this.setRow(vm, state);
    if (!this.isVmPage) this.setErrors(vm);
    else if (vm.vm === this.only) this.setFacts(vm, state);
  }

  setCell(vm, state) {
    let cell = this.cells.get(vm.vm);
    if (!cell) {
      const grid = document.getElementById("vm-grid");
      if (!grid) return;
      cell = make("a", { "data-vm": vm.vm, href: `${this.page.dataset.base}/vms/${encodeURIComponent(vm.vm)}`, tabindex: "-1" });
      grid.append(cell);
      this.cells.set(vm.vm, cell);
    }
    const failed = vm.iterations_failed > 0 || vm.entries_failed > 0;
    const name = failed ? `${state.class} has-failures` : state.class;
    if (cell.className !== name) cell.className = name;
    setText(cell, state.mark);
    setAttribute(cell, "aria-label", `${vm.vm}: ${state.word}`);
    setAttribute(cell, "title", failed ? `${vm.vm}: ${state.word}, ${vm.iterations_failed} iterations failed` : `${vm.vm}: ${state.word}`);
  }

  setRow(vm, state) {
    const row = this.rows.get(vm.vm) ?? this.newRow(vm);
    if (!row) return;
    if (row.dataset.state !== state.word) row.dataset.state = state.word;
    const [, stateCell, now, phase, done, failed, last, silent, remaining] = row.cells;
    const [mark, word] = stateCell.children;
    if (mark.className !== `key ${state.class}`) mark.className = `key ${state.class}`;
    setText(mark, state.mark);
    setText(word, state.word);
    stateCell.dataset.v = urgency(vm);
    setText(now, nowText(vm.current));
    setText(phase, phaseText(vm.current, 0));
    const set = (cell, text, value) => {
      setText(cell, text);
      cell.dataset.v = value;
    };
    set(done, `${vm.iterations_done}/${vm.iterations_total}`, vm.iterations_done);
    set(failed, String(vm.iterations_failed), vm.iterations_failed);
    failed.classList.toggle("n-bad", vm.iterations_failed > 0);
    const speed = rateOf(vm.live?.iteration);
    set(last, rate(speed), speed ?? -1);
    this.setSeen(silent, vm);
    set(remaining, left(vm.estimated_seconds_left), vm.estimated_seconds_left ?? -1);
  }

  /** A VM that joined after the page was rendered. */
  newRow(vm) {
    const first = document.querySelector("#vm-table tbody tr");
    if (!first) return null;
    const row = first.cloneNode(true);
    row.dataset.vm = vm.vm;
    const link = row.querySelector("th a");
    link.href = `${this.page.dataset.base}/vms/${encodeURIComponent(vm.vm)}`;
    link.textContent = vm.vm;
    first.parentElement.append(row);
    this.rows.set(vm.vm, row);
    return row;
  }

  setFacts(vm, state) {
    const part = (name) => this.page.querySelector(`[data-vmf="${name}"]`);
    setBadge(this.page.querySelector('[data-badge="vm"]'), state);
    setText(part("now"), nowText(vm.current));
    setText(part("phase"), vm.current ? phaseText(vm.current, 0) : "");
    setText(part("done"), `${vm.iterations_done} of ${vm.iterations_total} iterations`);
    setText(part("left"), left(vm.estimated_seconds_left));
    this.setSeen(part("silent"), vm);
    setText(part("failed"), number(vm.iterations_failed));
    setText(part("entries-failed"), number(vm.entries_failed));
    setText(part("entries-ok"), number(vm.entries_ok));
    setText(part("rate"), rate(rateOf(vm.live?.iteration)));
    setText(part("epoch"), String(vm.epoch));
    const used = vm.live?.resources;
    setText(part("uses"), used ? `CPU ${percent(used.cpu_fraction)}, memory ${bytes(used.memory_used_bytes)}` : none);
    const bar = document.getElementById("vm-progress");
    if (bar) bar.value = vm.iterations_done;
    this.setErrors(vm);
  }

  /** When it gave its last sign of life, on the server's clock. */
  setSeen(cell, vm) {
    const seen = vm.seen_at ? Date.parse(vm.seen_at) : this.serverNow() - 1000 * (vm.silent_seconds ?? NaN);
    if (Number.isNaN(seen)) return;
    cell.dataset.seen = new Date(seen).toISOString();
    this.showSeen(cell);
  }

  showSeen(cell) {
    const silence = Math.max(0, (this.serverNow() - Date.parse(cell.dataset.seen)) / 1000);
    cell.dataset.v = silence;
    setText(cell, age(silence));
  }

  serverNow() {
    return Date.now() - this.clockOffset;
  }

  setErrors(vm) {
    const list = document.getElementById("errors");
    if (!list || !vm.last_errors) return;
    const joined = vm.last_errors.join("\n");
    this.errorsOf ??= new Map();
    if (this.errorsOf.get(vm.vm) === joined) return;
    this.errorsOf.set(vm.vm, joined);
    for (const item of [...list.children]) {
      const name = item.querySelector("a")?.textContent ?? vm.vm;
      if (name === vm.vm) item.remove();
    }
    for (const error of vm.last_errors.slice(-mostErrors)) {
      const item = make("li");
      if (list.dataset.vmBase) {
        item.append(make("a", { href: list.dataset.vmBase + encodeURIComponent(vm.vm), text: vm.vm }), " ");
      }
      item.append(make("span", { class: "text", text: error }));
      list.prepend(item);
    }
    while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
    document.getElementById("no-errors").hidden = list.children.length > 0;
  }

  setEntry(entry) {
    const id = String(entry.matrix_id);
    const state = this.entryStates.get(entry.state);
    if (!state) return;
    const link = this.entries.get(id);
    if (link) {
      if (link.className !== state.class) link.className = state.class;
      setText(link, state.mark);
      setAttribute(link, "aria-label", state.word);
      this.areEntryCountsStale ||= this.entryStateOf.get(id) !== entry.state;
      this.entryStateOf.set(id, entry.state);
    }
    const row = this.entryRows.get(id);
    if (row) {
      setBadge(row.querySelector("[data-badge]"), state);
      setText(row.querySelector('[data-f="attempt"]'), String(entry.attempt));
      setText(row.querySelector('[data-f="iterations"]'), String(entry.iterations_done));
    }
  }

  tellEntry(link) {
    if (!link || !this.about) return;
    const cell = link.closest("td");
    const config = cell.parentElement.cells[0].title;
    const test = link.closest("table").tHead.rows[0].cells[cell.cellIndex].title;
    setText(this.about, `Entry ${link.dataset.entry}: test ${test}, config ${config}: ${link.getAttribute("aria-label")}`);
  }

  addNote(note) {
    const list = document.getElementById("notes");
    if (!list) return;
    const level = this.noteLevels.get(note.level);
    const item = make("li", { "data-note": note.number });
    const time = make("time", { datetime: note.at, title: note.at, "data-ago": "", text: ago(new Date(note.at), new Date()) });
    const badge = make("span", { class: `badge ${level.class}` }, make("b", { "aria-hidden": "true", text: level.mark }), " ", make("span", { text: level.word }));
    item.append(time, " ", badge, " ");
    if (note.vm) item.append(make("a", { href: list.dataset.vmBase + encodeURIComponent(note.vm), text: note.vm }), " ");
    item.append(make("span", { class: "text", text: note.message }));
    list.prepend(item);
    while (list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
    document.getElementById("no-notes").hidden = true;
  }

  /** What grows between events: ages and the time in a phase. */
  tick() {
    const now = Date.now();
    for (const [name, vm] of this.vms) {
      const since = (now - this.seenAt.get(name)) / 1000;
      const row = this.rows.get(name);
      if (row && !row.hidden) setText(row.cells[3], phaseText(vm.current, since));
      if (name === this.only) {
        setText(this.page.querySelector('[data-vmf="phase"]'), vm.current ? phaseText(vm.current, since) : "");
      }
    }
    for (const cell of this.page.querySelectorAll("[data-seen]")) this.showSeen(cell);
    this.gantt.draw(this.serverNow() / 1000);
    this.charts.draw();
  }
}

const order = { fenced: 0, silent: 1, running: 3, starting: 4, waiting: 5, unclaimed: 6, idle: 7 };
const urgency = (vm) => {
  const place = order[vm.state] ?? 8;
  return place > 2 && (vm.iterations_failed > 0 || vm.entries_failed > 0) ? 2 : place;
};

export const start = (page) => new RunPage(page);
