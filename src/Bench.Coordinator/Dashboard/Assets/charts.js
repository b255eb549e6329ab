// Charts of committed iterations and of what hosts use, drawn at most once a second.
import { make } from "./dom.js";
import { known, latency, percent, rate } from "./format.js";

const mostPoints = 4000;
const sumSeconds = 2;
const settleSeconds = 5;
const height = 220;

const kinds = {
  throughput: { format: rate, from: "iterations", series: [["read", "Read", "--c0"], ["write", "Write", "--c1"]] },
  latency: {
    format: latency,
    from: "iterations",
    isLog: true,
    series: [
      ["read_p50", "Read p50", "--c0"],
      ["read_p99", "Read p99", "--c2"],
      ["write_p50", "Write p50", "--c1"],
      ["write_p99", "Write p99", "--c3"],
    ],
  },
  cpu: { format: percent, from: "resources", range: [0, 1], series: [["cpu", "Busy", "--c0"]] },
  disk: { format: rate, from: "resources", series: [["disk_read", "Read", "--c0"], ["disk_write", "Written", "--c1"]] },
  network: {
    format: rate,
    from: "resources",
    series: [["network_received", "Received", "--c0"], ["network_transmitted", "Sent", "--c1"]],
  },
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const columns = (names) => Object.fromEntries(["t", ...names].map((name) => [name, []]));

const push = (table, row) => {
  for (const name of Object.keys(table)) {
    table[name].push(row[name] ?? null);
    if (table[name].length > mostPoints) table[name].shift();
  }
};

class Chart {
  constructor(root, kind, table, isOneVm) {
    Object.assign(this, { root, kind, table, isOneVm });
    new ResizeObserver(() => this.plot?.setSize({ width: root.clientWidth, height })).observe(root);
  }

  get data() {
    return [this.table.t, ...this.kind.series.map(([name]) => this.table[name])];
  }

  draw() {
    if (this.table.t.length === 0) {
      if (!this.root.firstChild) this.root.append(make("p", { class: "none", text: "nothing yet" }));
    } else if (this.plot) {
      this.plot.setData(this.data);
    } else {
      this.root.replaceChildren();
      this.plot = new uPlot(this.options(), this.data, this.root);
    }
  }

  /** Colours are the theme's, and are taken when a chart is made. */
  renew() {
    this.plot?.destroy();
    this.plot = undefined;
    this.draw();
  }

  options() {
    const { kind } = this;
    const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 } };
    const isLine = this.isOneVm || kind.from === "resources";
    const series = kind.series.map(([, label, name], i) => ({
      label,
      stroke: colour(name),
      width: isLine ? 1.5 : 0,
      dash: i % 2 ? [6, 3] : undefined,
      spanGaps: true,
      paths: isLine ? undefined : () => null,
      points: { show: kind.from === "iterations", size: 5, fill: i % 2 ? colour("--bg") : colour(name), stroke: colour(name), width: 1.5 },
      value: (_, value) => kind.format(value),
    }));
    return {
      width: this.root.clientWidth,
      height,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { drag: { x: true, y: false } },
      scales: { x: { time: true }, y: kind.isLog ? { distr: 3 } : { range: kind.range ?? ((_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.1]) } },
      axes: [{ ...axis, space: 80, values: [[3600, "{YYYY}-{MM}-{DD} {HH}:{mm}", null, null, null, null, null, null, 0], [60, "{HH}:{mm}", null, null, null, null, null, null, 0], [0.001, "{HH}:{mm}:{ss}", null, null, null, null, null, null, 0]] }, { ...axis, size: 76, values: (_, splits) => splits.map((value) => (known(value) ? kind.format(value) : "")) }],
      series: [{ label: "UTC", value: "{HH}:{mm}:{ss}" }, ...series],
    };
  }
}

export class Charts {
  constructor(url, only) {
    this.only = only;
    this.tables = {
      iterations: columns(["read", "write", "read_p50", "read_p99", "write_p50", "write_p99"]),
      resources: columns(["cpu", "disk_read", "disk_write", "network_received", "network_transmitted"]),
    };
    this.lastIteration = new Map();
    this.used = new Map();
    this.firstAt = Infinity;
    this.lastSum = 0;
    this.waiting = [];
    this.charts = [];
    if (!url) return;
    for (const root of document.querySelectorAll("[data-chart]")) {
      const kind = kinds[root.dataset.chart];
      this.charts.push(new Chart(root, kind, this.tables[kind.from], only !== null));
    }
    if (this.charts.length === 0) return;
    const renew = () => this.charts.forEach((chart) => chart.renew());
    addEventListener("bench-theme", renew);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", renew);
    this.load(url);
  }

  /** What was seen before; events that came meanwhile are added after it, none twice. */
  async load(url) {
    const asked = this.only ? `${url}?vm=${encodeURIComponent(this.only)}` : url;
    const reply = await fetch(asked).catch(() => null);
    const history = reply?.ok ? await reply.json() : null;
    for (const name of ["iterations", "resources"]) {
      for (const column of Object.keys(this.tables[name])) this.tables[name][column].push(...(history?.[name]?.[column] ?? []));
    }
    const [feed, sequence] = place(history?.cursor);
    const waiting = this.waiting;
    this.waiting = null;
    for (const [event, id] of waiting) {
      const [of, at] = place(id);
      // What is part of the history is only remembered, so that it is not taken for new later.
      this.take(event, of === feed && at <= sequence);
    }
    this.isDirty = true;
    this.draw();
  }

  add(event, id) {
    if (this.charts.length === 0) return;
    if (this.waiting) this.waiting.push([event, id]);
    else this.take(event, false);
  }

  take(event, isKnown) {
    const t = Date.parse(event.at) / 1000;
    for (const vm of event.snapshot?.vms ?? []) this.takeVm(vm, t, true);
    if (event.vm) this.takeVm(event.vm, t, isKnown);
    this.firstAt = Math.min(this.firstAt, t);
    // A sum says something once every worker had the time to tell.
    const isDue = t - this.firstAt >= settleSeconds && t - this.lastSum >= sumSeconds;
    if (!this.only && !isKnown && isDue && this.used.size > 0) {
      this.lastSum = t;
      push(this.tables.resources, sum(t, [...this.used.values()]));
      this.isDirty = true;
    }
  }

  takeVm(vm, t, isKnown) {
    if (this.only && vm.vm !== this.only) return;
    const { iteration, resources } = vm.live ?? {};
    const isNewUse = resources && JSON.stringify(resources) !== JSON.stringify(this.used.get(vm.vm));
    if (resources) this.used.set(vm.vm, resources);
    else this.used.delete(vm.vm);
    if (this.only && isNewUse && !isKnown) {
      push(this.tables.resources, sum(t, [resources]));
      this.isDirty = true;
    }
    if (!iteration) return;
    const key = `${iteration.matrix_id}/${iteration.iteration}/${iteration.read_bytes_per_second}/${iteration.write_bytes_per_second}`;
    if (this.lastIteration.get(vm.vm) === key) return;
    this.lastIteration.set(vm.vm, key);
    if (isKnown) return;
    push(this.tables.iterations, {
      t,
      read: iteration.read_bytes_per_second,
      write: iteration.write_bytes_per_second,
      read_p50: iteration.read_p50_nanoseconds || null,
      read_p99: iteration.read_p99_nanoseconds || null,
      write_p50: iteration.write_p50_nanoseconds || null,
      write_p99: iteration.write_p99_nanoseconds || null,
    });
    this.isDirty = true;
  }

  draw() {
    if (!this.isDirty || document.hidden) return;
    this.isDirty = false;
    for (const chart of this.charts) chart.draw();
  }
}

const place = (id) => {
  const colon = id?.lastIndexOf(":") ?? -1;
  return colon > 0 ? [id.slice(0, colon), Number(id.slice(colon + 1))] : [null, 0];
};

const sum = (t, used) => {
  const total = (name) => used.reduce((all, one) => all + one[name], 0);
  return {
    t,
    cpu: total("cpu_fraction") / used.length,
    disk_read: total("disk_read_bytes_per_second"),
    disk_write: total("disk_write_bytes_per_second"),
    network_received: total("network_received_bytes_per_second"),
    network_transmitted: total("network_transmitted_bytes_per_second"),
  };
};
