// The inbox hears what others do: rows come, change and go in their place, the open request renews itself around the composer.
// The events come from live.js.
import { flash } from "../flash.js";
import { ask, elements, parsed, settle } from "../fragment.js";
import { opened, reopen } from "../keeps-open.js";
import { person } from "../live.js";
import { say } from "../texts.js";
import { merge, recount, renew, rowsOf } from "./inbox-rows.js";
import { openNumber, openPath } from "./inbox-pane.js";

const list = () => document.querySelector("[data-live=inbox]");
const pane = document.getElementById("pane");
const PARTS = [".request-line", ".request-subject", ".request-acts", ".stages", ".turns", "#part-facts > .side-section:first-child", "#part-customer > .side-section:first-child"];

const here = ({ topic }) => topic === `inbox:${list()?.dataset.view}`;
document.addEventListener("live:row", ({ detail }) => { if (here(detail)) merge([detail.number], detail.html, { told: true }); });
document.addEventListener("live:left", ({ detail }) => { if (here(detail)) merge([detail.number], ""); });

let counting = 0;
document.addEventListener("live:counts", ({ detail }) => {
  clearTimeout(counting);
  counting = setTimeout(recount, detail.after);
});

// Too much was missed to be told one by one: the rows are fetched anew, what is shown beyond them is asked for by number.
document.addEventListener("live:reload", async () => {
  refresh();
  if (!list()) return;
  const query = new URLSearchParams(list().dataset.query);
  query.set("part", "rows");
  const found = await ask(`${document.querySelector("[data-views]").dataset.views}?${query}`);
  if (!found.ok) return;
  const first = [...parsed(found.html).querySelectorAll("[data-row]")].map((row) => row.dataset.request);
  const others = rowsOf().map((row) => row.dataset.request).filter((number) => !first.includes(number));
  merge(first, found.html);
  renew(others.slice(0, 100));
  recount();
});

function swap(old, fresh) {
  if (!old || !fresh || old.contains(document.activeElement)) return;
  const come = document.importNode(fresh, true);
  reopen(come, opened(old));
  if (old.isEqualNode(come)) return;
  old.replaceWith(come);
  settle(come);
}

let drawing = false;
async function panels(fresh, path) {
  if (drawing) return;
  drawing = true;
  await drawn(fresh, path).finally(() => { drawing = false; });
}

async function drawn(fresh, path) {
  const places = [...pane.querySelectorAll("#part-facts > :not(.side-section:first-child)")];
  if (places.some((place) => place.contains(document.activeElement))) return;
  const links = [...fresh.querySelectorAll("#part-facts > .lazy")].map((place) => place.getAttribute("hx-get"));
  const found = await Promise.all(links.map((link) => ask(link)));
  if (openPath() !== path) return; // another request was opened meanwhile: nothing of this one may stand beside it
  const nodes = found.flatMap((each) => (each.ok ? elements(each.html) : [])).filter((node) => node instanceof Element);
  const facts = pane.querySelector("#part-facts");
  if (!facts) return;
  const read = opened(facts);
  for (const place of facts.querySelectorAll(":scope > :not(.side-section:first-child)")) place.remove();
  facts.append(...nodes);
  reopen(facts, read);
  nodes.forEach(settle);
}

let asking = false;
let again = false;
async function refresh() {
  const path = openPath();
  if (!path) return;
  if (asking) { again = true; return; }
  asking = true;
  const found = await ask(path + location.search);
  if (found.ok && openPath() === path) {
    const fresh = parsed(found.html);
    const talk = pane.querySelector("[data-talk]");
    const low = talk && talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
    for (const part of PARTS) swap(pane.querySelector(part), fresh.querySelector(part));
    if (low) talk.scrollTop = talk.scrollHeight;
    const composer = pane.querySelector(".talk-composer");
    if (composer && !fresh.querySelector(".talk-composer") && !composer.querySelector("textarea")?.value.trim()) composer.remove();
    panels(fresh, path); // they come when they come; what was said comes first
  }
  asking = false;
  if (again) { again = false; refresh(); }
}

document.addEventListener("live:request", ({ detail }) => { if (detail.number === openNumber()) refresh(); });

// What others gave away is no longer ours to read, and not asked for again; who gave it away knows.
document.addEventListener("live:gone", ({ detail }) => {
  const number = detail.topic.slice("request:".length);
  if (!detail.topic.startsWith("request:") || number !== openNumber()) return;
  for (const place of document.querySelectorAll(`[data-live=request][data-request="${number}"]`)) delete place.dataset.live;
  if (detail.by !== person.id) flash(say("out_of_reach", number), { tone: "warning" });
});
