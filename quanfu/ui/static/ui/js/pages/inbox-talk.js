// The chat of the open request: what the visitor says appears at once, who writes and what was read is said below it.
import { say, texts } from "../texts.js";

const TYPED = 3000;
const place = () => document.querySelector("[data-talk-now]");
let brought = null; // the talks that the open stream brings; for a moment they are those of the request that was open before
const strange = (now) => brought !== null && !brought.includes(`talk:${now.dataset.request}`);
let writes = 0; let typed = 0; let marked = 0; let lastOwn = 0; let readTo = 0; let of = "";

// Leads to the end of the conversation, for who is not further than that from it. On a phone the page scrolls in its place.
function atEnd(talk, near) {
  const scroller = getComputedStyle(talk).overflowY === "visible" ? document.scrollingElement : talk;
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near ? () => { scroller.scrollTop = scroller.scrollHeight; } : null;
}

function line(turn, number) {
  const item = document.createElement("li");
  item.className = `said said--${turn.author === "visitor" ? "customer" : "robot"} said--come`;
  item.dataset.turn = turn.seq;
  const head = document.createElement("p");
  head.className = "said-head";
  const name = document.createElement("strong");
  name.textContent = turn.author === "visitor" ? number.dataset.visitor : number.dataset.robot;
  head.append(name);
  const text = document.createElement("div");
  text.className = "said-text";
  text.textContent = turn.text || turn.file?.name || "";
  item.append(head, text);
  return item;
}

function token() {
  return document.querySelector("[data-composer] [name=csrfmiddlewaretoken]")?.value || "";
}

function mark(body) {
  const now = place();
  if (!now || !token()) return;
  const options = { method: "POST", body: new URLSearchParams(body), headers: { "X-CSRFToken": token(), "HX-Request": "true" }, credentials: "same-origin", keepalive: true };
  fetch(now.dataset.talkNow, options).catch(() => {});
}

// What stands on the screen is read: told once for the last of it.
function saw() {
  const now = place();
  if (!now || document.hidden) return;
  if (of !== now.dataset.request) { of = now.dataset.request; marked = 0; lastOwn = 0; readTo = 0; }
  const last = Math.max(0, ...[...document.querySelectorAll(".turns [data-turn]")].map((item) => Number(item.dataset.turn)));
  if (last > marked) { marked = last; mark({ seq: last }); }
}

document.addEventListener("live:hello", ({ detail }) => { brought = detail.topics; });

document.addEventListener("live:turn", ({ detail }) => {
  const now = place();
  const list = document.querySelector("[data-talk] .turns");
  if (!now || !list || strange(now) || list.querySelector(`[data-turn="${Number(detail.seq)}"]`)) return;
  if (detail.author === "agent") lastOwn = detail.seq;
  if (detail.author !== "visitor" && detail.author !== "robot") return;
  const talk = list.closest("[data-talk]");
  const end = atEnd(talk, 120);
  lastOwn = 0; // what was read stands below the last answer only
  now.textContent = "";
  list.append(line(detail, now));
  end?.();
  saw();
});

document.addEventListener("live:typing", ({ detail }) => {
  const now = place();
  if (!now || strange(now) || detail.by !== "visitor") return;
  now.classList.remove("talk-now--read");
  now.textContent = texts.is_writing ? say("is_writing", now.dataset.visitor) : "…";
  clearTimeout(writes);
  writes = setTimeout(sayRead, 6000);
});

// Said again when the conversation is drawn anew.
function sayRead() {
  const now = place();
  if (!now) return;
  now.textContent = lastOwn && readTo >= lastOwn ? now.dataset.read : "";
  now.classList.add("talk-now--read");
}

document.addEventListener("live:read", ({ detail }) => {
  const now = place();
  if (!now || strange(now) || detail.by !== "visitor") return;
  readTo = detail.seq;
  sayRead();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-composer]");
  if (!form || !place() || !event.target.matches("textarea") || Date.now() - typed < TYPED) return;
  if (form.querySelector(".composer-mode:checked")?.value !== "reply") return; // a private note is nobody's business
  typed = Date.now();
  mark({ typing: 1 });
});

document.addEventListener("htmx:load", ({ target }) => { saw(); if (target.matches?.("[data-talk]") || target.querySelector?.("[data-talk-now]")) sayRead(); });
// A picture that has come makes the conversation longer: whoever read its end still does.
document.addEventListener("load", ({ target }) => {
  if (target.matches?.(".turns img")) atEnd(target.closest("[data-talk]"), target.offsetHeight + 160)?.();
}, true);

document.addEventListener("live:request", () => setTimeout(saw, 1000));
document.addEventListener("visibilitychange", saw);
if (place()) atEnd(place().closest("[data-talk]"), Infinity)?.();
saw();
