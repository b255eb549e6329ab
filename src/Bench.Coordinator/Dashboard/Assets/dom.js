// Small steps in the page. Text goes in as text, never as markup.
export const setText = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

export const setAttribute = (element, name, value) => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

export const make = (name, options = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (key === "class") element.className = value;
    else if (key === "text") element.textContent = value;
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

/** Calls back when an element comes into sight, and knows whether it is: what nobody sees is not drawn. */
export const watchSight = (element, onSeen) => {
  const sight = { isSeen: false };
  new IntersectionObserver((entries) => {
    sight.isSeen = entries.at(-1).isIntersecting;
    if (sight.isSeen) onSeen();
  }).observe(element);
  return sight;
};

/** The marks and words of states, as the page itself lists them. */
export const legend = (name) => {
  const states = new Map();
  for (const item of document.querySelectorAll(`[data-legend="${name}"] li[data-state]`)) {
    const { state, mark, word } = item.dataset;
    states.set(state, { mark, word, class: item.dataset.class, count: item.querySelector("[data-count]") });
  }
  return states;
};

/** Shows a state in an element that has a mark and a word. */
export const setBadge = (badge, state) => {
  if (!badge || !state) return;
  const [mark, word] = badge.children;
  if (badge.className !== `badge ${state.class}`) badge.className = `badge ${state.class}`;
  setText(mark, state.mark);
  setText(word, state.word);
};
