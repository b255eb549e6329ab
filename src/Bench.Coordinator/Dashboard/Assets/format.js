// Numbers with their units, written as the server writes them.
const digits = (value) => {
  const size = Math.abs(value);
  return size < 9.995 ? value.toFixed(2) : size < 99.95 ? value.toFixed(1) : value.toFixed(0);
};

const scaled = (value, step, prefixes, unit) => {
  let i = 0;
  while (Math.round(Math.abs(value)) >= step && i < prefixes.length - 1) {
    value /= step;
    i++;
  }
  const text = i === 0 && value === Math.floor(value) ? value.toFixed(0) : digits(value);
  return `${text} ${prefixes[i]}${unit}`;
};

export const none = "–";
export const known = (value) => value !== undefined && value !== null;
export const number = (value) => value.toLocaleString("en-US");
export const rate = (value) => (known(value) ? scaled(value, 1000, ["", "k", "M", "G", "T", "P"], "B/s") : none);
export const bytes = (value) => scaled(value, 1024, ["", "Ki", "Mi", "Gi", "Ti", "Pi"], "B");
export const latency = (value) => (known(value) ? scaled(value, 1000, ["n", "µ", "m", ""], "s") : none);
export const percent = (value) => (known(value) ? `${(100 * value).toFixed(0)} %` : none);

const pair = (value, big, small) => {
  const whole = Math.round(value);
  return `${Math.trunc(whole / 60)} ${big} ${whole % 60} ${small}`;
};

export const seconds = (value) => {
  if (!known(value)) return none;
  if (Math.round(value * 1000) < 1000) return `${digits(value * 1000)} ms`;
  if (Math.round(value * 10) / 10 < 60) return `${digits(value)} s`;
  return Math.round(value) < 3600 ? pair(value, "min", "s") : pair(value / 60, "h", "min");
};

export const left = (value) => (value > 0 ? seconds(value) : none);

export const age = (value) => (!known(value) ? none : value < 60 ? `${Math.round(value)} s` : seconds(value));

export const ago = (date, now) => {
  const passed = Math.floor((now - date) / 1000);
  if (passed < 1) return "just now";
  return passed < 48 * 3600 ? `${age(passed)} ago` : `${Math.floor(passed / 86400)} days ago`;
};

/** Bytes that the last iteration read and wrote a second, together. */
export const rateOf = (figures) =>
  figures && (known(figures.read_bytes_per_second) || known(figures.write_bytes_per_second))
    ? (figures.read_bytes_per_second ?? 0) + (figures.write_bytes_per_second ?? 0)
    : undefined;

export const nowText = (work) =>
  work ? `#${work.matrix_id} ${work.test_id} · ${work.config_label} · iteration ${work.iteration}` : none;

export const phaseText = (work, since) =>
  work ? `${work.phase}, ${age(Math.max(0, work.phase_seconds + since))}` : none;
