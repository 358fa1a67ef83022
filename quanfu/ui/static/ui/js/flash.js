// What was just done: read out, gone after a while (never while pointed at, never a failure), undone by its button.
// flash("words", {tone, undo}) shows one from a script; htmx answers show one with the event "flash".
import { announce } from "./texts.js";

const STAYS = { plain: 6000, undo: 15000 };

function leave(element) {
  element.dataset.leaving = "";
  setTimeout(() => element.remove(), 220);
}

function start(element) {
  const text = element.querySelector(".flash-text").textContent;
  announce(text);
  if (element.matches(".flash--error, .flash--warning")) return;
  const stays = element.querySelector(".flash-undo") ? STAYS.undo : STAYS.plain;
  let timer = setTimeout(() => leave(element), stays);
  const hold = () => clearTimeout(timer);
  const go = () => { clearTimeout(timer); timer = setTimeout(() => leave(element), 2500); };
  for (const name of ["mouseenter", "focusin"]) element.addEventListener(name, hold);
  for (const name of ["mouseleave", "focusout"]) element.addEventListener(name, go);
}

export function flash(message, { tone = "success", undo = null } = {}) {
  const template = document.getElementById("flash-template");
  const place = document.getElementById("flashes");
  if (!template || !place) return;
  const element = template.content.querySelector(`.flash--${tone}`).cloneNode(true);
  element.querySelector(".flash-text").textContent = message;
  const form = element.querySelector("form");
  if (undo && form) form.action = undo;
  else form?.remove();
  const same = [...place.children].find((shown) => !shown.querySelector("form") && shown.querySelector(".flash-text").textContent === message);
  if (!undo) same?.remove(); // what is said again stands once
  while (place.children.length > 2) place.firstElementChild.remove();
  place.append(element);
  start(element);
}

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-flash-close]");
  if (close) leave(close.closest("[data-flash]"));
});

document.addEventListener("flash", (event) => flash(event.detail.message, event.detail));

for (const element of document.querySelectorAll("#flashes [data-flash]")) start(element);
