// The right pane of the inbox: a request is opened in it, shown again after a change, closed; its neighbours in the list.
import { TELLS, ask, elements, settle } from "../fragment.js";
import { announce } from "../texts.js";
import { activeRow, mark, neighbour, renew, rowOf } from "./inbox-rows.js";

const inbox = document.querySelector("[data-inbox]");
const pane = document.getElementById("pane");
export const plainTitle = document.title;
let asked = 0;

export const openNumber = () => pane.querySelector("[data-pane]")?.dataset.pane || null;
export const openPath = () => pane.querySelector("[data-pane]")?.dataset.path || null;

function fill(html) {
  pane.replaceChildren(...elements(html));
  pane.scrollTop = 0;
  settle(pane);
  const article = pane.querySelector("[data-pane]");
  inbox.dataset.open = article?.dataset.pane || "";
  if (article) document.title = document.title.replace(/^.*(?= · [^·]*$)/, article.dataset.title);
  const talk = pane.querySelector("[data-talk]");
  if (talk) talk.scrollTop = talk.scrollHeight;
  pane.dispatchEvent(new CustomEvent("inbox:opened", { bubbles: true, detail: { number: openNumber() } }));
}

export async function open(href, { push = true, focus = false } = {}) {
  const turn = ++asked;
  pane.setAttribute("aria-busy", "true");
  const found = await ask(href, TELLS);
  if (turn !== asked) return;
  pane.removeAttribute("aria-busy");
  if (!found.ok) return;
  if (push && location.pathname + location.search !== href) history.pushState({ inbox: true }, "", href);
  fill(found.html);
  const row = rowOf(openNumber() || "");
  if (row) mark(row, { focus: !focus });
  if (row?.classList.contains("item--unread")) renew([openNumber()]);
  const heading = pane.querySelector("[data-pane-heading]");
  if (focus) heading?.focus({ preventScroll: true });
  else announce(heading?.textContent || "");
}

// What changed is shown again: the pane keeps what is being written and where it was scrolled to.
export async function refresh() {
  const path = openPath();
  if (!path) return;
  const found = await ask(path + location.search, TELLS);
  if (!found.ok || openPath() !== path) return;
  const tab = pane.querySelector("[data-pane]").dataset.tab;
  const writing = pane.querySelector("[data-composer]");
  const hand = document.activeElement?.matches("[data-composer] textarea") ? document.activeElement : null;
  fill(found.html);
  if (hand || writing?.querySelector("textarea").value.trim()) pane.querySelector("[data-composer]")?.replaceWith(writing);
  hand?.focus({ preventScroll: true });
  if (tab !== "talk") pane.querySelector(`[data-tab-to="${tab}"]`)?.click();
}

export function close() {
  const next = activeRow();
  inbox.dataset.open = "";
  if (next) mark(next);
}

export function step(by) {
  const current = rowOf(openNumber() || "") || activeRow();
  const next = neighbour(current, by);
  if (next) open(next.querySelector("[data-row-link]").getAttribute("href"));
  return next;
}
