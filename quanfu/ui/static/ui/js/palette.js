// Ctrl+K: whatever can be pressed or gone to on this page, and records from the server, by a few letters.
// What stands here was on the page before: acts are the buttons with a shortcut, lists and places are links. No button, no entry.
import { attach } from "./attach.js";
import { elements } from "./fragment.js";
import { nameOf, visible } from "./shortcuts.js";
import { texts } from "./texts.js";

const PAUSE = 180;

function local() {
  const entries = [];
  const told = new Set();
  const add = (group, element, icon) => {
    const label = nameOf(element);
    if (!label || told.has(group + label)) return;
    told.add(group + label);
    entries.push({ group, label, icon: icon || element.querySelector("svg"), key: element.dataset.key || "", run: () => element.click() });
  };
  for (const element of document.querySelectorAll("[data-key], [data-act], [data-bulk]:not([hidden]) button[name]")) {
    if (element.closest("dialog, .sidebar") || element.matches("input, textarea") || element.dataset.key === "Ctrl+K") continue;
    if (visible(element) || element.closest(".menu-list")) add(texts.palette_acts, element);
  }
  for (const link of document.querySelectorAll("[data-view-link]")) add(texts.palette_lists, link.querySelector(".view-label") || link);
  for (const link of document.querySelectorAll(".sidebar .nav-link")) add(texts.palette_places, link);
  return entries;
}

attach("#palette", (dialog) => {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const none = dialog.querySelector(".palette-none");
  let entries = [];
  let timer = 0;
  let turn = 0;
  const options = () => [...list.querySelectorAll("[role=option]")];

  function choose(index) {
    const all = options();
    all.forEach((option, at) => {
      option.id ||= `palette-${at}-${Math.random().toString(36).slice(2, 8)}`;
      option.setAttribute("aria-selected", String(at === index));
    });
    const chosen = all[index];
    if (chosen) { input.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
    none.hidden = all.length > 0;
  }
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");

  function draw(words) {
    list.textContent = "";
    let group = "";
    for (const entry of entries) {
      if (!words.every((word) => entry.label.toLowerCase().includes(word))) continue;
      if (entry.group !== group) {
        group = entry.group;
        const head = document.createElement("li");
        Object.assign(head, { className: "palette-group", textContent: group });
        head.setAttribute("role", "presentation");
        list.append(head);
      }
      const option = document.createElement("li");
      option.className = "palette-option";
      option.setAttribute("role", "option");
      if (entry.icon) option.append(entry.icon.cloneNode(true));
      const label = document.createElement("span");
      Object.assign(label, { className: "palette-label", textContent: entry.label });
      option.append(label);
      if (entry.key) {
        const kbd = document.createElement("kbd");
        Object.assign(kbd, { className: "kbd palette-about", textContent: entry.key });
        option.append(kbd);
      }
      option.run = entry.run;
      list.append(option);
    }
  }

  async function look(text) {
    const mine = ++turn;
    if (text.length < 2 || !dialog.dataset.search) return;
    const response = await fetch(`${dialog.dataset.search}?${new URLSearchParams({ q: text })}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok || mine !== turn) return;
    const found = await response.text();
    if (mine !== turn) return;
    list.append(...elements(found));
    choose(Math.max(0, chosen()));
  }

  function update() {
    const text = input.value.trim();
    draw(text.toLowerCase().split(/\s+/).filter(Boolean));
    choose(0);
    clearTimeout(timer);
    turn += 1;
    timer = setTimeout(() => look(text), PAUSE);
  }

  function run(option) {
    if (!option) return;
    dialog.close();
    if (option.dataset.href) location.assign(option.dataset.href);
    else setTimeout(option.run);
  }

  dialog.addEventListener("opened", () => {
    entries = local();
    input.value = "";
    update();
    input.focus();
  });
  input.addEventListener("input", (event) => { if (!event.isComposing) update(); });
  input.addEventListener("compositionend", update);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const all = options().length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all) { event.preventDefault(); choose((chosen() + step + all) % all); }
    if (event.key === "Enter") { event.preventDefault(); run(options()[chosen()]); }
  });
  list.addEventListener("click", (event) => run(event.target.closest("[role=option]")));
});
