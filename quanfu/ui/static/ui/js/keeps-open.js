// What the reader has opened stays open in what comes instead: opened(old) gives the names of the details, reopen(fresh, names) opens
// them again. A details is known by its id, else by its words, and which of several with the same.
// [data-keeps-open]: so does what htmx brings into it; where that lacks the one being read, the old stays until it is closed.

function named(root) {
  const count = {};
  return [...root.querySelectorAll("details")].map((each) => {
    const words = each.id || each.querySelector("summary")?.textContent.trim();
    count[words] = (count[words] || 0) + 1;
    return [each, `${words} ${count[words]}`];
  });
}

export const opened = (root) => named(root).filter(([each]) => each.open).map(([, name]) => name);
export const reopen = (root, names) => named(root).forEach(([each, name]) => { if (names.includes(name)) each.open = true; });

const keeps = (event) => (event.detail.target?.matches?.("[data-keeps-open]") ? event.detail.target : null);
let reading = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const place = keeps(event);
  if (!place) return;
  reading = opened(place);
  const fresh = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
  if (reading.length && !named(fresh).some(([, name]) => reading.includes(name))) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSettle", (event) => { if (keeps(event)) reopen(keeps(event), reading); });
