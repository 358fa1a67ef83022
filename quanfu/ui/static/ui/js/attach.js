// attach(selector, start): calls start(element) once for each such element, now and in what htmx brings later.

const known = [];

function scan(root, { selector, start, seen }) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches && root.matches(selector)) found.unshift(root);
  for (const element of found) {
    if (seen.has(element)) continue;
    seen.add(element);
    start(element);
  }
}

export function attach(selector, start) {
  const behaviour = { selector, start, seen: new WeakSet() };
  known.push(behaviour);
  scan(document, behaviour);
}

document.addEventListener("htmx:load", (event) => {
  for (const behaviour of known) scan(event.detail.elt, behaviour);
});
