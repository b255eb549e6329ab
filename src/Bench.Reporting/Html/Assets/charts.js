// Charts of the entries that the table's filter shows, some tests at a time. Colours are the page's own CSS variables,
// so that charts follow light, dark and print without being drawn again.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const testsAtATime = 12;
  const directions = ["read", "write", "trim", "mixed"];
  const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
  const color = (c) => `var(--c${c % 8})`;
  const dash = (c) => dashes[c % dashes.length];
  const byId = (id) => document.getElementById(id);
  let visible = null;
  let offset = 0;
  let generation = 0;
  let views = [];

  const labelOf = (r) =>
    data.tests[r.t] + (r.g === undefined ? "" : ` · group ${r.g}`) + (r.vm === undefined ? "" : ` · ${r.vm}`);

  const config = {
    background: "transparent",
    font: "system-ui, sans-serif",
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)",
      titleColor: "var(--fg)",
      titleFontWeight: "normal",
      gridColor: "var(--line)",
      domainColor: "var(--line)",
      tickColor: "var(--line)",
      labelFontSize: 11,
      titleFontSize: 11,
    },
  };

  const base = (values) => ({
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    data: { values },
    width: "container",
    autosize: { type: "fit-x", contains: "padding" },
    config,
  });

  const narrow = () => document.documentElement.clientWidth < 640;

  const testAxis = (rows) => ({
    field: "test",
    type: "nominal",
    sort: [...new Set(rows.map((r) => r.test))],
    title: null,
    axis: { labelLimit: narrow() ? 110 : 320, grid: false, ticks: false, domain: false },
    scale: { paddingInner: 0.25 },
  });

  const configs = (rows) => [...new Set(rows.map((r) => r.c))].sort((a, b) => a - b);

  const configOffset = (rows) => ({ field: "c", type: "nominal", sort: configs(rows) });

  const configColor = (rows) => ({
    field: "c",
    type: "nominal",
    scale: { domain: configs(rows), range: configs(rows).map(color) },
    legend: null,
  });

  const heightOf = (rows) => new Set(rows.map((r) => r.test)).size * (configs(rows).length * 15 + 8);

  const throughput = (rows) => {
    const y = testAxis(rows);
    const yOffset = configOffset(rows);
    const tooltip = [
      { field: "test", title: "test" },
      { field: "config" },
      { field: "bw", title: "median MB/s", format: ",.4~g" },
      { field: "bwMin", title: "min MB/s", format: ",.4~g" },
      { field: "bwMax", title: "max MB/s", format: ",.4~g" },
    ];
    return {
      ...base(rows),
      height: heightOf(rows),
      encoding: { y, yOffset },
      layer: [
        {
          mark: { type: "bar", cornerRadiusEnd: 1 },
          encoding: {
            x: { field: "bw", type: "quantitative", title: "MB/s", axis: { tickCount: 6 } },
            color: configColor(rows),
            tooltip,
          },
        },
        {
          mark: { type: "rule", strokeWidth: 1.5, color: "var(--fg)" },
          encoding: { x: { field: "bwMin", type: "quantitative" }, x2: { field: "bwMax" } },
        },
        {
          mark: { type: "text", align: "left", dx: 5, fontSize: 10, color: "var(--fg)" },
          encoding: {
            x: { field: "bwMax", type: "quantitative" },
            text: { field: "bw", format: ",.3~r" },
          },
        },
      ],
    };
  };

  const latency = (rows) => {
    const x = (field) => ({
      field,
      type: "quantitative",
      title: "completion latency, µs",
      scale: { type: "log", nice: false, padding: 12 },
      axis: { tickCount: 6, format: "~s" },
    });
    const tooltip = [
      { field: "test", title: "test" },
      { field: "config" },
      { field: "p50", title: "p50 µs", format: ",.4~g" },
      { field: "p99", title: "p99 µs", format: ",.4~g" },
      { field: "p999", title: "p99.9 µs", format: ",.4~g" },
      { field: "p99Min", title: "p99 min µs", format: ",.4~g" },
      { field: "p99Max", title: "p99 max µs", format: ",.4~g" },
    ];
    const known = (field) => [{ filter: { field, valid: true } }];
    const has = (field) => rows.some((r) => r[field] !== undefined);
    const point = (field, shape, size) => ({
      transform: known(field),
      mark: { type: "point", filled: shape !== "cross", shape, size, opacity: 1 },
      encoding: { x: x(field), color: configColor(rows), tooltip },
    });
    const span = (from, to, strokeWidth, opacity) => ({
      transform: known(from),
      mark: { type: "rule", strokeWidth, opacity },
      encoding: { x: x(from), x2: { field: to }, color: configColor(rows) },
    });
    return {
      ...base(rows),
      height: heightOf(rows),
      encoding: { y: testAxis(rows), yOffset: configOffset(rows) },
      layer: [
        span("p50", "pTop", 1.5, 0.6),
        ...(has("p99Min") ? [span("p99Min", "p99Max", 7, 0.35)] : []),
        point("p50", "circle", 45),
        ...(has("p99") ? [point("p99", "diamond", 55)] : []),
        ...(has("p999") ? [point("p999", "cross", 45)] : []),
      ],
    };
  };

  const cdf = (rows) => {
    const points = rows.flatMap((r) => {
      const list = [];
      for (let i = 0; i + 1 < r.cdf.length; i += 2) {
        list.push({ c: r.c, config: r.config, line: r.line, us: r.cdf[i], share: r.cdf[i + 1] });
      }
      return list;
    });
    const cs = configs(rows);
    return {
      ...base(points),
      height: 150,
      mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 },
      encoding: {
        x: {
          field: "us",
          type: "quantitative",
          title: "µs",
          scale: { type: "log", nice: false },
          axis: { tickCount: 5, format: "~s" },
        },
        y: {
          field: "share",
          type: "quantitative",
          title: null,
          scale: { domain: [0, 1] },
          axis: { format: "%", tickCount: 5 },
        },
        color: configColor(rows),
        strokeDash: {
          field: "c",
          type: "nominal",
          scale: { domain: cs, range: cs.map(dash) },
          legend: null,
        },
        detail: { field: "line" },
        tooltip: [
          { field: "config" },
          { field: "us", title: "µs", format: ",.4~g" },
          { field: "share", format: ".2%" },
        ],
      },
    };
  };

  const phases = (rows) => ({
    ...base(rows),
    height: new Set(rows.map((r) => r.test)).size * 18,
    mark: { type: "bar" },
    encoding: {
      y: { ...testAxis(rows), scale: { paddingInner: 0.2 } },
      x: { field: "seconds", type: "quantitative", title: "seconds", stack: "zero", axis: { tickCount: 6 } },
      order: { field: "p", type: "quantitative" },
      color: {
        field: "p",
        type: "nominal",
        scale: {
          domain: data.phaseNames.map((_, i) => i),
          range: data.phaseNames.map(phaseColor),
        },
        legend: null,
      },
      tooltip: [
        { field: "test", title: "entry" },
        { field: "phase" },
        { field: "seconds", format: ",.3~g" },
      ],
    },
  });

  // The usual phases keep their colours in every report; others take what is left in turn.
  const usualPhases = ["resolve", "mount", "prepare", "cache", "warm-up", "measure", "collect", "unmount", "upload"];
  const phaseColor = (name, i) => {
    const usual = usualPhases.indexOf(name.replaceAll("_", "-"));
    return usual >= 0 ? `var(--p${usual})` : color(i);
  };

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
          : [{ title: "", spec: phases(phaseRows), description: "Median seconds of each phase by entry" }],
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
