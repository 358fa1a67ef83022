// Live screens: holds one stream of server-sent events open for what this page shows ([data-live], [data-presence], the bell)
// and passes what comes on as events of the document: live:row, live:left, live:request, live:presence, live:counts, live:reload …
// A container that only wants to know that it is out of date gets live:touch itself (hx-trigger="live:touch").
// Lost: said on the page, tried again with pauses; what was missed since the last journal id is sent then.
import { attach } from "./attach.js";

const meta = document.querySelector("meta[name=live]");
const sign = document.getElementById("live-lost");
const HIDES = 5000; // ms a hidden page keeps its stream: browsers allow few of them
const SAID = 2500; // ms without a stream after which it is said
const CALM = 1500; // ms between two renewals of a container
let since = Number(meta?.dataset.since || 0);
let beat = 20;
let pause = 500;
let [stream, asked, again, lostAt, stopped] = [null, "", 0, 0, ""];
const seen = new Set();
export const person = { id: 0 };

function rowsOf(list) {
  const rows = [...list.querySelectorAll("[data-row][data-request]:not([data-leaving])")];
  const shown = rows.length > 150 ? "*" : rows.map((row) => row.dataset.request).join(",");
  // How far the list reaches: only ever further, so that a last row that leaves makes nobody ask anew.
  const last = list.querySelector("[data-more]") ? rows.at(-1)?.dataset.sort || "" : "";
  const kept = list.dataset.reached;
  const until = list.dataset.reached = !last || kept === "" ? "" : !kept || ("falling" in list.dataset ? last < kept : last > kept) ? last : kept;
  return `;rows=${shown}${until ? `;until=${until}` : ""}`;
}

// A list that is searched or narrowed down is no view of the server's: it is not told of rows.
const plain = (list) => [...new URLSearchParams(list.dataset.query || "").keys()].every((name) => name === "view");

function topics() {
  const found = new Set(document.getElementById("bell-count") ? ["bell"] : []);
  for (const element of document.querySelectorAll("[data-live]")) {
    const { live, view, request } = element.dataset;
    if (live === "inbox") { if (plain(element)) found.add(`inbox:${view}${rowsOf(element)}`); }
    else found.add(request ? `${live}:${request}` : live);
  }
  return [...found];
}

const outline = (list) => list.map((topic) => topic.replace(/;rows=[^;]*/, "")).sort().join("\n");
const tell = (name, detail, where = document) => where.dispatchEvent(new CustomEvent(`live:${name}`, { detail }));

function lost(why = "") {
  lostAt ||= Date.now();
  setTimeout(() => {
    if (!lostAt || !sign || (Date.now() - lostAt < SAID - 50 && !why)) return;
    for (const text of sign.querySelectorAll("[data-why]")) text.hidden = text.dataset.why !== why;
    sign.hidden = false;
    tell("state", { connected: false });
  }, why ? 0 : SAID);
}

function found() {
  lostAt = 0;
  pause = 500;
  if (sign && !sign.hidden) { sign.hidden = true; tell("state", { connected: true }); }
}

const touched = new WeakMap();
function touch(element) {
  const due = (touched.get(element) || 0) + CALM;
  if (due > Date.now() + CALM) return; // one is waiting
  const wait = Math.max(due - Date.now(), 0) + Math.random() * 150;
  touched.set(element, Date.now() + wait);
  setTimeout(() => { if (element.isConnected) tell("touch", null, element); }, wait);
}

function bell({ unread }) {
  const count = document.getElementById("bell-count");
  count.firstChild.textContent = unread > 99 ? "99+" : String(unread);
  count.hidden = unread === 0;
}

function take(block) {
  let id = 0; let name = "message"; let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) id = Number(line.slice(4));
    else if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  if (!data) return;
  const detail = JSON.parse(data);
  if (id) {
    const mark = `${id} ${name} ${detail.topic || ""}`;
    if (seen.has(mark)) return;
    seen.add(mark);
    if (seen.size > 2000) seen.delete(seen.values().next().value);
    since = Math.max(since, id);
  }
  if (name === "hello") {
    [person.id, beat] = [detail.me, detail.beat];
    found();
    for (const topic of asked.split("\n")) if (!detail.topics.includes(topic)) tell("gone", { topic }); // since when, nobody saw
  } else if (name === "bye") { stopped = detail.why === "many" || detail.why === "over" ? detail.why : ""; pause = detail.why === "restart" ? 1000 : 50; }
  else if (name === "bell") bell(detail);
  if (name === "touch" || name === "reload") for (const element of document.querySelectorAll(name === "reload" ? "[data-live]" : `[data-live="${detail.topic}"]`)) touch(element);
  if (name !== "beat" && name !== "touch") tell(name, { ...detail, id });
}

async function listen() {
  clearTimeout(again);
  stream?.abort();
  const wanted = topics();
  asked = outline(wanted);
  if (!wanted.length || stopped) return;
  const mine = stream = new AbortController(); // another one may take its place
  const query = new URLSearchParams(wanted.map((topic) => ["t", topic]));
  if (since) query.set("since", since);
  let watch = setTimeout(() => mine.abort(), 15000);
  try {
    const response = await fetch(`${meta.content}?${query}`, { signal: mine.signal, cache: "no-store", credentials: "same-origin" });
    if (response.status === 401) stopped = "over";
    if (!response.ok) throw new Error(String(response.status));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      clearTimeout(watch);
      watch = setTimeout(() => mine.abort(), beat * 2500);
      const { value, done } = await reader.read();
      if (done) break;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      blocks.forEach(take);
    }
  } catch { /* cut off, or not to be had: below */ }
  clearTimeout(watch);
  if (stream !== mine) return;
  stream = null;
  if (document.hidden || stopped === "many") return;
  lost(stopped);
  if (!stopped) again = setTimeout(listen, pause * (1 + Math.random() * 0.3));
  pause = Math.min(pause * 2, 20000);
}

if (meta) {
  let settling = 0; let hiding = 0;
  const look = () => { clearTimeout(settling); settling = setTimeout(() => { if (!document.hidden && outline(topics()) !== asked) listen(); }, 120); };
  attach("[data-live]", look);
  document.addEventListener("htmx:load", look);
  addEventListener("online", () => { pause = 500; listen(); });
  addEventListener("offline", () => { stream?.abort(); lost(); });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => { stream?.abort(); stream = null; clearTimeout(again); }, HIDES);
    else { if (stopped === "many") stopped = ""; if (!stream) listen(); }
  });
  addEventListener("DOMContentLoaded", listen); // not before the scripts of the page are there to hear it
}
