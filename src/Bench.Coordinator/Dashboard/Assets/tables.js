// Sorting and filtering of tables, and moving in grids by arrow keys. Without it everything is there, in the server's order.
const valueOf = (row, column) => {
  const cell = row.cells[column];
  if (!cell) return null;
  if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
  const text = cell.textContent.trim();
  return text === "" || text === "–" ? null : text;
};

// Cells without a value come last, whichever way a column is sorted.
const compare = (a, b, sign) => {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
};

const sortBy = (table, header, column) => {
  const descending = header.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", descending ? "descending" : "ascending");
  const body = table.tBodies[0];
  const keyed = Array.from(body.rows, (row) => ({ row, key: valueOf(row, column) }));
  keyed.sort((a, b) => compare(a.key, b.key, descending ? -1 : 1));
  body.append(...keyed.map((k) => k.row));
};

export const makeSortable = () => {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sortBy(table, header, column));
    });
  }
};

export const makeFilter = () => {
  const form = document.getElementById("vm-filter");
  const table = document.getElementById("vm-table");
  if (!form || !table) return () => {};
  const text = document.getElementById("vm-text");
  const state = document.getElementById("vm-state");
  const count = document.getElementById("vm-count");
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const all = words.length > 0 ? row.textContent.toLowerCase() : "";
      const fits = (!state.value || row.dataset.state === state.value) && words.every((word) => all.includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      if (fits) shown++;
    }
    const label = `${shown.toLocaleString("en-US")} of ${table.tBodies[0].rows.length.toLocaleString("en-US")} VMs`;
    if (count.textContent !== label) count.textContent = label;
  };
  text.addEventListener("input", apply);
  state.addEventListener("change", apply);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  // While nothing is filtered, rows need a look only where their number or a state may have changed.
  return (isStale) => {
    if (isStale || text.value || state.value) apply();
  };
};

/** One stop for the Tab key; arrow keys, Home and End move within. */
export const makeRoving = (root, onFocus = () => {}) => {
  if (!root) return;
  const links = () => Array.from(root.querySelectorAll("a"));
  links().forEach((link, i) => (link.tabIndex = i === 0 ? 0 : -1));
  const go = (link) => {
    if (!link) return;
    for (const other of root.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
    link.tabIndex = 0;
    link.focus();
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const inColumn = (link, step) => {
    const cell = link.closest("td");
    if (!cell) {
      const all = links();
      const top = link.offsetTop;
      const left = link.offsetLeft;
      const rows = all.filter((l) => (step > 0 ? l.offsetTop > top : l.offsetTop < top));
      return (step > 0 ? rows : rows.reverse()).find((l) => l.offsetLeft === left);
    }
    const row = step > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
    return row?.cells[cell.cellIndex]?.querySelector("a");
  };
  root.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = links();
    const at = all.indexOf(link);
    const target = {
      ArrowRight: () => all[at + 1],
      ArrowLeft: () => all[at - 1],
      ArrowDown: () => inColumn(link, 1),
      ArrowUp: () => inColumn(link, -1),
      Home: () => all[0],
      End: () => all.at(-1),
    }[event.key];
    if (!target) return;
    event.preventDefault();
    go(target());
  });
  root.addEventListener("focusin", (event) => onFocus(event.target.closest("a")));
  root.addEventListener("pointerover", (event) => onFocus(event.target.closest("a")));
};
