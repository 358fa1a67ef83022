// Checkboxes of a list: all at once, a span with Shift, and the bar of acts that stands there only while something is selected.
import { say } from "./texts.js";

let last = null;

const scopeOf = (element) => element.closest("form") || element.closest("[data-list]");

function show(scope) {
  if (!scope) return;
  const boxes = [...scope.querySelectorAll("[data-select]")];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr, [data-row-item]")?.toggleAttribute("data-selected", box.checked);
  const all = scope.querySelector("[data-select-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const bar = scope.querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-bulk-count]").textContent = say("selected", chosen.length);
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-select]");
  if (box) {
    const boxes = [...scopeOf(box).querySelectorAll("[data-select]")];
    if (event.shiftKey && last && boxes.includes(last)) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    show(scopeOf(box));
    return;
  }
  const none = event.target.closest?.("[data-select-none]");
  if (none) {
    for (const each of scopeOf(none).querySelectorAll("[data-select]")) each.checked = false;
    show(scopeOf(none));
  }
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-select-all]")) return;
  const scope = scopeOf(event.target);
  for (const box of scope.querySelectorAll("[data-select]")) box.checked = event.target.checked;
  show(scope);
});

// The back button brings ticked boxes back.
addEventListener("pageshow", () => {
  for (const all of document.querySelectorAll("[data-select-all]")) show(scopeOf(all));
});
