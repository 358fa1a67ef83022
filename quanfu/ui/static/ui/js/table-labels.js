// On a phone a table's rows become cards; each cell then carries the head of its column as its label.
import { attach } from "./attach.js";

const narrow = matchMedia("(max-width: 600px)");

function label(table) {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  for (const row of table.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, at) => {
      if (heads[at] && cell.tagName === "TD" && cell.colSpan === 1) cell.dataset.label = heads[at];
    });
  }
}

attach(".table", (table) => {
  if (narrow.matches) label(table);
  else narrow.addEventListener("change", () => label(table), { once: true });
});
attach(".table tbody tr", (row) => {
  if (narrow.matches) label(row.closest("table"));
});
