// [data-presence="FW-1"]: who else looks at the request, and who is writing. Comes with live.js; writing in [data-presence-of] is told
// to the others every few seconds by a POST to its data-presence-url.
import { attach } from "./attach.js";
import { person } from "./live.js";
import { say, texts } from "./texts.js";

const TOLD = 4000; // ms between two words of being at it
const there = new Map();

function avatar({ name, tint, initial }) {
  const element = document.createElement("span");
  element.className = `avatar avatar--s tint-${tint}`;
  element.title = name;
  element.textContent = initial;
  return element;
}

function show(place) {
  const others = (there.get(`request:${place.dataset.presence}`) || []).filter((each) => each.id !== person.id);
  const writing = others.filter((each) => each.writes).map((each) => each.name);
  const names = others.map((each) => each.name).join(texts.and);
  const text = writing.length ? say("is_writing", writing.join(texts.and)) : others.length ? say("looks_too", names) : "";
  const key = JSON.stringify(others);
  if (place.dataset.shown === key) return;
  place.dataset.shown = key;
  place.classList.toggle("presence--writing", writing.length > 0);
  const words = document.createElement("span");
  words.className = "presence-text";
  words.textContent = text;
  place.replaceChildren(...(others.length ? [...others.map(avatar), words] : []));
}

document.addEventListener("live:presence", (event) => {
  there.set(event.detail.key, event.detail.people);
  for (const place of document.querySelectorAll("[data-presence]")) show(place);
});
attach("[data-presence]", show);

let told = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-presence-of]");
  if (!form || !event.target.matches("textarea") || Date.now() - told < TOLD) return;
  told = Date.now();
  const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  fetch(form.dataset.presenceOf, { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" }, credentials: "same-origin", keepalive: true }).catch(() => {});
});
