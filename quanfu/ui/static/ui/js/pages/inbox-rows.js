// The rows of the inbox: fetched further ("show more"), and renewed one by one, in their order, without a reload.
// renew(["FW-1"]): rows that changed are swapped, those that came are put in their place, those that left go.
import { attach } from "../attach.js";
import { ask, elements, parsed, settle } from "../fragment.js";

const list = () => document.querySelector("[data-live=inbox]");
export const rowsOf = () => [...(list()?.querySelectorAll("[data-row]") || [])].filter((row) => !("leaving" in row.dataset));
export const rowOf = (number) => list()?.querySelector(`[data-row][data-request="${CSS.escape(number)}"]`);
export const activeRow = () => list()?.querySelector("[data-row][data-active]");

export function mark(row, { focus = true } = {}) {
  for (const other of document.querySelectorAll("[data-row][data-active]")) if (other !== row) delete other.dataset.active;
  if (!row) return;
  row.dataset.active = "";
  if (focus) row.querySelector("[data-row-link]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

export function neighbour(row, step = 1) {
  const rows = rowsOf();
  const at = rows.indexOf(row);
  return at < 0 ? rows[0] : rows[at + step] || null;
}

function put(row) {
  const place = list();
  const more = place.querySelector(".items-more");
  const key = row.dataset.sort;
  const falls = "falling" in place.dataset;
  const next = key ? rowsOf().find((other) => (falls ? other.dataset.sort < key : other.dataset.sort > key)) : rowsOf()[0];
  if (!next && more) return false; // it stands further down than what was fetched
  place.insertBefore(row, next || more);
  return true;
}

function leave(row) {
  if ("leaving" in row.dataset) return;
  row.dataset.leaving = "";
  setTimeout(() => { row.remove(); empty(); }, matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 180);
}

function empty() {
  const note = document.querySelector("[data-rows-empty]");
  if (note) note.hidden = rowsOf().length > 0;
}

// What changed on a request of the reader's own, while it is not open before them, is new to them.
function wasRead(old, fresh) {
  const open = document.querySelector("[data-pane]")?.dataset.pane === fresh.dataset.request;
  const mine = fresh.dataset.of?.split(" ").includes(list().dataset.me);
  const at = (row) => row?.querySelector("time").dateTime || "";
  const unread = !open && mine && (!old || old.classList.contains("item--unread") || at(old) < at(fresh));
  fresh.classList.toggle("item--unread", fresh.classList.contains("item--unread") || Boolean(unread));
}

export function merge(numbers, html, { told = false } = {}) {
  const come = new Map([...parsed(html).querySelectorAll("[data-row]")].map((row) => [row.dataset.request, row]));
  for (const number of numbers) {
    const old = rowOf(number);
    const row = come.get(number);
    if (!row) {
      if (old) leave(old);
      continue;
    }
    const fresh = document.importNode(row, true);
    if (told) wasRead(old, fresh);
    if (old) {
      for (const name of ["active", "selected"]) if (name in old.dataset) fresh.dataset[name] = "";
      fresh.querySelector("[data-select]").checked = old.querySelector("[data-select]").checked;
      const focused = old.contains(document.activeElement);
      if (old.dataset.sort === fresh.dataset.sort) old.replaceWith(fresh);
      else { old.remove(); if (!put(fresh)) continue; }
      if (focused) fresh.querySelector("[data-row-link]").focus({ preventScroll: true });
    } else if (put(fresh)) fresh.dataset.came = "";
    else continue;
    settle(fresh);
  }
  empty();
}

export async function renew(numbers, options = {}) {
  const place = list();
  if (!place || !numbers.length) return;
  const query = new URLSearchParams(place.dataset.query);
  query.set("rows", numbers.join(","));
  const found = await ask(`${document.querySelector("[data-views]").dataset.views}?${query}`, options);
  if (found.ok) merge(numbers, found.html);
}

let counting = 0;
export function recount() {
  clearTimeout(counting);
  counting = setTimeout(async () => {
    const nav = document.querySelector("[data-views]");
    if (!nav) return;
    const query = new URLSearchParams(list()?.dataset.query || "");
    query.set("part", "views");
    const found = await ask(`${nav.dataset.views}?${query}`);
    if (found.ok) { nav.replaceChildren(...elements(found.html)); settle(nav); }
  }, 250);
}

attach("[data-more]", (button) => {
  let asked = false;
  const fetchMore = async () => {
    if (asked) return;
    asked = true;
    button.setAttribute("aria-busy", "true");
    const found = await ask(button.dataset.more);
    if (!found.ok) { asked = false; button.removeAttribute("aria-busy"); return; }
    const item = button.closest(".items-more");
    const known = new Set(rowsOf().map((row) => row.dataset.request));
    for (const row of [...parsed(found.html).querySelectorAll("li")]) {
      if (known.has(row.dataset.request)) continue;
      const fresh = document.importNode(row, true);
      item.before(fresh);
      settle(fresh);
    }
    item.remove();
  };
  button.addEventListener("click", fetchMore);
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    fetchMore();
  }, { root: button.closest("[data-scroller]"), rootMargin: "400px" }).observe(button);
});
