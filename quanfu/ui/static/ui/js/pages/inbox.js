// The inbox: a row opens its request in the right pane, its address stands in the browser, the list stays as it is.
// Without this script each row is a link to the request's own page.
import { close, open, openNumber, plainTitle, step } from "./inbox-pane.js";
import { activeRow, mark, rowOf } from "./inbox-rows.js";
import "./inbox-act.js";
import "./inbox-bulk.js";
import "./inbox-grips.js";

const wide = matchMedia("(min-width: 901px)");

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("[data-row-link], [data-request-link], [data-back], [data-step], [data-tab-to]");
  if (!link || !link.closest("[data-inbox]")) return;
  if (link.matches("[data-tab-to]")) {
    const article = link.closest("[data-pane]");
    const twice = article.dataset.tab === link.dataset.tabTo && event.detail === 0;
    article.dataset.tab = twice ? "talk" : link.dataset.tabTo;
    for (const tab of article.querySelectorAll("[data-tab-to]")) tab.setAttribute("aria-selected", String(tab.dataset.tabTo === article.dataset.tab));
    return;
  }
  if (link.matches("[data-step]")) { step(Number(link.dataset.step)); return; }
  if (!document.querySelector("[data-live=inbox]")) return; // the request stands alone: a plain link
  event.preventDefault();
  if (link.matches("[data-back]")) {
    history.pushState({ inbox: true }, "", link.getAttribute("href"));
    close();
    return;
  }
  const href = new URL(link.href);
  if (!href.search) href.search = location.search || `?${document.querySelector("[data-live=inbox]").dataset.query}`;
  // On Enter the reader goes along into the pane; a click leaves the focus on the row, for j and k.
  open(href.pathname + href.search, { focus: event.detail === 0 && link.matches("[data-row-link]") && !wide.matches });
});

// j and k lead from request to request while one is open, when they rest.
let resting = 0;
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.closest?.("#pane textarea")) { activeRow()?.querySelector("[data-row-link]").focus(); return; }
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog, [role=combobox]")) return;
  if (event.key === "o" && activeRow()) activeRow().querySelector("[data-row-link]").click();
  if ((event.key === "j" || event.key === "k") && openNumber() && wide.matches) {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const row = activeRow();
      if (row && row.dataset.request !== openNumber()) open(row.querySelector("[data-row-link]").getAttribute("href"));
    }, 160);
  }
});

addEventListener("popstate", () => {
  const row = [...document.querySelectorAll("[data-row-link]")].find((link) => link.pathname === location.pathname);
  const request = row || /\/FW-[^/]+\/$/.test(location.pathname);
  if (request) open(location.pathname + location.search, { push: false });
  else if (new URLSearchParams(location.search).get("view") === document.querySelector("[data-live=inbox]")?.dataset.view) { document.title = plainTitle; close(); }
  else location.reload();
});

const first = rowOf(openNumber() || "");
if (first) mark(first);
const talk = document.querySelector("[data-talk]");
if (talk) talk.scrollTop = talk.scrollHeight;
