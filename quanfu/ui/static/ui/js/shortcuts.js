// data-key on a button, link, label or input is its shortcut: "e", "?", "Ctrl+S", "g i" (one after the other).
// No button, no shortcut. While one types only those with Ctrl work; while an input method composes, none do.
import { texts } from "./texts.js";

let waiting = "";
let timer = 0;

const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true]");
// The navigation can be gone to while its section is folded.
export const visible = (element) => element.offsetParent !== null || element.getClientRects().length > 0 || element.matches(".nav-link");

function pressed(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const modifiers = (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "");
  return modifiers + (modifiers && key.length === 1 ? key.toUpperCase() : key);
}

function targets() {
  const dialog = document.querySelector("dialog[open]");
  return [...(dialog || document).querySelectorAll("[data-key]")].filter((element) => !element.disabled && visible(element));
}

function press(element) {
  if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    if (element.matches("summary")) element.focus(); // the keys that come now are the menu's
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.repeat) return;
  const key = pressed(event);
  if (typing(event.target) && !key.startsWith("Ctrl+")) {
    if (event.key === "Escape" && !event.target.closest("dialog, [role=combobox]")) event.target.blur();
    return;
  }
  const keys = waiting ? [`${waiting} ${key}`, key] : [key];
  const all = targets();
  clearTimeout(timer);
  waiting = "";
  for (const wanted of keys) {
    const element = all.find((candidate) => candidate.dataset.key === wanted);
    if (element) {
      event.preventDefault();
      press(element);
      return;
    }
  }
  if (all.some((candidate) => candidate.dataset.key.startsWith(`${key} `))) {
    waiting = key;
    timer = setTimeout(() => { waiting = ""; }, 1200);
  }
});

export function nameOf(element) {
  const label = element.querySelector(".button-label, .visually-hidden, .nav-label");
  if (label) return label.textContent.trim();
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return element.getAttribute("aria-label") || copy.textContent.trim() || element.title;
}

// The sheet behind `?` lists what could be pressed when it was opened.
document.addEventListener("opened", (event) => {
  const list = event.target.querySelector("[data-shortcut-list]");
  if (!list) return;
  list.textContent = "";
  const told = new Set();
  for (const element of document.querySelectorAll("[data-key], [data-list]")) {
    const pairs = element.dataset.key ? [[element.dataset.key, nameOf(element)]] : [["j", texts.row_down], ["k", texts.row_up], ["Enter", texts.row_open], ["x", texts.row_select]];
    for (const [key, name] of pairs) {
      if (told.has(key) || !name || !visible(element)) continue;
      told.add(key);
      const term = document.createElement("dt");
      term.textContent = name;
      const about = document.createElement("dd");
      for (const part of key.split(" ")) {
        const kbd = document.createElement("kbd");
        kbd.className = "kbd";
        kbd.textContent = part;
        about.append(kbd, " ");
      }
      list.append(term, about);
    }
  }
});
