// Keeps the page current: loads it again and puts in what changed. What is ticked stays so, and nothing loses the focus.
const interval = 2000;
const status = document.getElementById("live");
const ticked = () => new Set(Array.from(document.querySelectorAll("#modules input:checked"), (box) => box.value));

const show = (state, text) => {
  status.dataset.state = state;
  if (status.textContent.trim() !== text) status.textContent = text;
};

/** Names an element of a part, so that its successor can be found. */
const nameOf = (element) => {
  const label = element.getAttribute("aria-label");
  return label ? `[aria-label="${CSS.escape(label)}"]` : null;
};

const replace = (part, next) => {
  if (part.innerHTML === next.innerHTML) return;
  const chosen = ticked();
  const focused = part.contains(document.activeElement) && document.activeElement !== part ? nameOf(document.activeElement) : null;
  const { scrollTop, scrollLeft } = part;
  part.replaceChildren(...next.childNodes);
  for (const box of part.querySelectorAll("input[type=checkbox]")) box.checked = chosen.has(box.value);
  part.scrollTop = scrollTop;
  part.scrollLeft = scrollLeft;
  if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
};

const load = async () => {
  const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!response.ok) throw new Error(`${response.status}`);
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const found = next.getElementById(part.id);
    if (found) replace(part, found);
  }
};

const loop = async () => {
  if (!document.hidden) {
    try {
      await load();
      show("live", "live");
    } catch {
      show("lost", "connection lost, trying again");
    }
  }
  setTimeout(loop, interval);
};

// Choices take effect at once; the button is for those who have no script.
for (const select of document.querySelectorAll("#filter select")) select.addEventListener("change", () => select.form.submit());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").focus();
  }
  if (event.key === "t") document.getElementById("theme").click();
});

loop();
