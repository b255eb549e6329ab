// Sorting and filtering of tables. Without it the tables are plain and complete.
"use strict";
(() => {
  document.documentElement.classList.add("js");

  const sortValue = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return null;
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.firstChild ? cell.textContent.trim() : "";
    return text === "" || text === "–" ? null : text;
  };

  // Cells without a value come last, whichever way a column is sorted.
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    if (typeof a === "number") return -sign;
    if (typeof b === "number") return sign;
    return sign * a.localeCompare(b, "en", { numeric: true });
  };

  const sortBy = (table, header, column) => {
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const keyed = Array.from(body.rows, (row) => ({ row, key: sortValue(row, column) }));
    keyed.sort((a, b) => compare(a.key, b.key, descending ? -1 : 1));
    body.append(...keyed.map((k) => k.row));
  };

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sortBy(table, header, column));
    });
  }

  const main = document.querySelector("table[data-main]");
  const form = document.getElementById("filter");
  if (!main || !form) return;
  const text = document.getElementById("filter-text");
  const status = document.getElementById("filter-status");
  const count = document.getElementById("filter-count");
  const rows = Array.from(main.tBodies[0].rows, (row) => ({
    row,
    id: Number(row.dataset.id),
    status: row.dataset.status,
    text: Array.from(row.cells, (c) => c.textContent).join(" ").toLowerCase(),
  }));
  const total = new Set(rows.map((r) => r.id)).size;

  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = new Set();
    for (const r of rows) {
      const matches =
        (status.value === "" || r.status === status.value) && words.every((w) => r.text.includes(w));
      r.row.hidden = !matches;
      if (matches) shown.add(r.id);
    }
    const isAll = words.length === 0 && status.value === "";
    count.textContent = `${shown.size.toLocaleString("en")} of ${total.toLocaleString("en")} entries`;
    document.dispatchEvent(new CustomEvent("bench:filter", { detail: isAll ? null : shown }));
  };

  let timer = 0;
  const applySoon = () => {
    clearTimeout(timer);
    timer = setTimeout(apply, rows.length > 1000 ? 200 : 60);
  };
  text.addEventListener("input", applySoon);
  status.addEventListener("change", apply);
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    apply();
  });
  count.textContent = `${total.toLocaleString("en")} of ${total.toLocaleString("en")} entries`;
})();
