// Draws the charts of the entries that the table's filter shows, some tests at a time.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const testsAtATime = 12;
  const directions = ["read", "write", "trim", "mixed"];
  const { throughput, latency, cdf, phases, phaseColor, color, dash, narrow } = benchCharts;
  const byId = (id) => document.getElementById(id);
  let visible = null;
  let offset = 0;
  let generation = 0;
  let views = [];

  const labelOf = (r) =>
    data.tests[r.t] + (r.g === undefined ? "" : ` · group ${r.g}`) + (r.vm === undefined ? "" : ` · ${r.vm}`);

  const swatch = (stroke, pattern) => {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("width", "26");
    svg.setAttribute("height", "12");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS(ns, "line");
    line.setAttribute("x1", "0");
    line.setAttribute("x2", "26");
    line.setAttribute("y1", "6");
    line.setAttribute("y2", "6");
    line.setAttribute("stroke", stroke);
    line.setAttribute("stroke-width", pattern ? "3" : "12");
    if (pattern) line.setAttribute("stroke-dasharray", pattern.join(" "));
    svg.append(line);
    return svg;
  };

  const legend = (host, labels, stroke, pattern) => {
    host.replaceChildren(
      ...labels.map((label, i) => {
        const item = document.createElement("span");
        item.append(swatch(stroke(i, label), pattern && pattern(i)), label);
        return item;
      }),
    );
  };

  const place = (host, title, spec, description) => {
    const box = document.createElement("div");
    if (title) {
      const heading = document.createElement("h4");
      heading.textContent = title;
      box.append(heading);
    }
    const chart = document.createElement("div");
    chart.className = "chart";
    box.append(chart);
    host.append(box);
    return { chart, spec: { ...spec, description } };
  };

  const rowsOf = (tests) =>
    data.rows
      .filter((r) => tests.has(r.t) && (!visible || visible.has(r.id)))
      .map((r) => ({
        ...r,
        test: labelOf(r),
        config: data.configs[r.c],
        line: `${r.id} ${r.g ?? ""} ${r.vm ?? ""}`,
        bw: r.bw[0],
        bwMin: r.bw[1],
        bwMax: r.bw[2],
        pTop: r.p999 ?? r.p99 ?? r.p50,
        p99Min: r.p99Range?.[0],
        p99Max: r.p99Range?.[1],
      }))
      .sort((a, b) => a.t - b.t || a.c - b.c);

  const phaseRowsOf = (tests) =>
    data.phases
      .filter((e) => tests.has(e.t) && (!visible || visible.has(e.id)))
      .sort((a, b) => a.t - b.t || a.c - b.c)
      .flatMap((e) =>
        e.s.map((seconds, p) => ({
          // What is cut off in a narrow window is the end.
          test: narrow() ? `${data.configs[e.c]} · ${labelOf(e)}` : `${labelOf(e)} · ${data.configs[e.c]}`,
          phase: data.phaseNames[p],
          p,
          seconds,
        })),
      );

  const fill = (id, charts) => {
    const host = byId(id);
    host.replaceChildren();
    if (charts.length === 0) {
      const empty = document.createElement("p");
      empty.className = "note";
      empty.textContent = "Nothing to show for this selection.";
      host.append(empty);
    }
    return charts.map((c) => place(host, c.title, c.spec, c.description));
  };

  const charts = (rows, tests) => {
    const byDirection = directions
      .map((d) => ({ d, rows: rows.filter((r) => r.d === d) }))
      .filter((d) => d.rows.length > 0);
    const distributions = byDirection.flatMap(({ d, rows: all }) =>
      [...new Set(all.map((r) => r.t))]
        .map((t) => all.filter((r) => r.t === t && r.cdf.length > 0))
        .filter((own) => own.length > 0)
        .map((own) => ({
          title: `${data.tests[own[0].t]} · ${d}`,
          spec: cdf(own),
          description: `Distribution of ${d} latency by config`,
        })),
    );
    const phaseRows = phaseRowsOf(tests);
    byId("chart-cdf").className = "grid";
    return [
      ...fill(
        "chart-throughput",
        byDirection.map(({ d, rows: r }) => ({
          title: `${d} throughput`,
          spec: throughput(r),
          description: `Median ${d} throughput in MB/s by test and config`,
        })),
      ),
      ...fill(
        "chart-latency",
        byDirection
          .filter(({ rows: r }) => r.some((row) => row.p50 !== undefined))
          .map(({ d, rows: r }) => ({
            title: `${d} latency`,
            spec: latency(r),
            description: `Quantiles of ${d} completion latency by test and config`,
          })),
      ),
      ...fill("chart-cdf", distributions),
      ...fill(
        "chart-phases",
        phaseRows.length === 0
          ? []
          : [{ title: "", spec: phases(phaseRows, data.phaseNames), description: "Median seconds of each phase by entry" }],
      ),
    ];
  };

  const draw = async () => {
    const mine = ++generation;
    const all = [
      ...new Set(
        [...data.rows, ...data.phases].filter((r) => !visible || visible.has(r.id)).map((r) => r.t),
      ),
    ].sort((a, b) => a - b);
    offset = Math.min(offset, Math.max(0, Math.floor((all.length - 1) / testsAtATime) * testsAtATime));
    const shown = new Set(all.slice(offset, offset + testsAtATime));
    byId("page-label").textContent =
      all.length === 0
        ? "no tests"
        : `tests ${(offset + 1).toLocaleString("en")}–${(offset + shown.size).toLocaleString("en")} of ${all.length.toLocaleString("en")}`;
    byId("page-back").disabled = offset === 0;
    byId("page-on").disabled = offset + testsAtATime >= all.length;
    for (const view of views) view.finalize();
    views = [];
    for (const { chart, spec } of charts(rowsOf(shown), shown)) {
      const embedded = await vegaEmbed(chart, spec, {
        actions: false,
        renderer: "svg",
        tooltip: { theme: "custom" },
      });
      if (mine !== generation) {
        embedded.finalize();
        return;
      }
      views.push(embedded);
    }
    document.documentElement.dataset.chartsDrawn = String(mine);
  };

  const page = (by) => {
    offset = Math.max(0, offset + by);
    void draw();
  };

  legend(byId("config-legend"), data.configs, color, dash);
  legend(byId("phase-legend"), data.phaseNames, (i, name) => phaseColor(name, i), null);
  byId("page-back").addEventListener("click", () => page(-testsAtATime));
  byId("page-on").addEventListener("click", () => page(testsAtATime));
  document.addEventListener("bench:filter", (e) => {
    visible = e.detail;
    offset = 0;
    void draw();
  });
  void draw();
})();
