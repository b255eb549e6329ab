// Vega-Lite descriptions of the charts, made from rows. Colours are the page's own CSS variables, so that charts follow
// light, dark and print without being drawn again.
"use strict";
const benchCharts = (() => {
  const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
  const color = (c) => `var(--c${c % 8})`;
  const dash = (c) => dashes[c % dashes.length];

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

  const phases = (rows, phaseNames) => ({
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
          domain: phaseNames.map((_, i) => i),
          range: phaseNames.map(phaseColor),
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

  return { throughput, latency, cdf, phases, phaseColor, color, dash, narrow };
})();
