// [data-list]: rows lead where their [data-row-link] leads; j and k (or arrows) move, Enter opens, x selects.
// The row one was on is remembered for the way back.
import { attach } from "./attach.js";

const interactive = "a, button, input, select, textarea, label, summary, [contenteditable=true]";
const rowsOf = (list) => [...list.querySelectorAll("tr[data-row], [data-row-item]")].filter((row) => row.getClientRects().length);

function mark(list, row, { scroll = true } = {}) {
  for (const other of list.querySelectorAll("[data-active]")) delete other.dataset.active;
  if (!row) return;
  row.dataset.active = "";
  const link = row.querySelector("[data-row-link]");
  link?.focus({ preventScroll: true });
  if (scroll) row.scrollIntoView({ block: "nearest" });
}

attach("[data-row-link]", (link) => {
  const row = link.closest("tr") || link.closest("[data-row-item]");
  if (row && row.matches("tr")) row.dataset.row = "";
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("tr[data-row]");
  if (!row || event.target.closest(interactive) || String(getSelection())) return;
  const link = row.querySelector("[data-row-link]");
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, details[data-menu][open], [role=combobox]")) return;
  const list = event.target.closest("[data-list]") || document.querySelector("[data-list]");
  if (!list) return;
  const rows = rowsOf(list);
  const at = rows.findIndex((row) => "active" in row.dataset);
  const arrows = event.target.closest("[data-list]");
  const step = event.key === "j" || (arrows && event.key === "ArrowDown") ? 1 : event.key === "k" || (arrows && event.key === "ArrowUp") ? -1 : 0;
  if (step && rows.length) {
    event.preventDefault();
    mark(list, rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))]);
  } else if (event.key === "Enter" && at >= 0 && !event.target.closest(interactive)) {
    rows[at].querySelector("[data-row-link]")?.click();
  } else if (event.key === "x" && at >= 0) {
    rows[at].querySelector("[data-select]")?.click();
  }
});

// After an act the next item is taken: a row that htmx removed hands over to its neighbour.
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = event.detail.target?.closest?.("[data-active]");
  if (row) row.nextElementSibling?.setAttribute("data-takes-over", "");
});
document.addEventListener("htmx:afterSettle", () => {
  const heir = document.querySelector("[data-takes-over]");
  if (!heir) return;
  heir.removeAttribute("data-takes-over");
  if (!document.querySelector("[data-list] [data-active]")) mark(heir.closest("[data-list]"), heir);
});
