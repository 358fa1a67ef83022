// select[data-search-select] gets a search box (a combobox); the <select> below stays what is sent.
// A list of eight or fewer stays as it is unless it asks for more with data-search-select="always".
import { attach } from "./attach.js";
import { texts } from "./texts.js";

const SHOWN = 60;
let number = 0;

attach("select[data-search-select]:not([multiple])", (select) => {
  if (select.options.length <= 8 && select.dataset.searchSelect !== "always") return;
  const id = `search-select-${++number}`;
  const box = document.createElement("span");
  box.className = "search-select";
  select.before(box);
  const input = document.createElement("input");
  const list = document.createElement("div");
  Object.assign(input, { type: "text", className: "input", autocomplete: "off", placeholder: select.closest("[data-autosubmit], [role=search]") ? texts.any : texts.search });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  list.className = "search-select-list";
  list.id = id;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) { input.id = `${select.id}_search`; label.htmlFor = input.id; }
  select.hidden = true;
  box.append(input, select, list);  // a label around them means the first
  let active = -1;

  const chosen = () => select.selectedOptions[0];
  const reset = () => { input.value = chosen() && chosen().value !== "" ? chosen().text.trim() : ""; };
  const options = () => [...list.querySelectorAll("[role=option]")];

  function activate(index) {
    const all = options();
    active = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, at) => option.toggleAttribute("data-active", at === active));
    if (active < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function open(term = "") {
    const words = term.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...select.options].filter((option) => {
      const text = `${option.text} ${option.dataset.words || ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    list.textContent = "";
    found.slice(0, SHOWN).forEach((option) => {
      const row = document.createElement("div");
      Object.assign(row, { className: "search-select-option", id: `${id}-${option.index}`, textContent: option.text.trim() || "—" });
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(option.selected && option.value !== ""));
      row.dataset.index = option.index;
      list.append(row);
    });
    if (!found.length || found.length > SHOWN) {
      const note = document.createElement("div");
      Object.assign(note, { className: "search-select-none", textContent: found.length ? "…" : texts.no_match });
      list.append(note);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const at = term ? 0 : found.findIndex((option) => option.selected);
    activate(Math.max(0, Math.min(at, SHOWN - 1)));
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(row) {
    if (row) {
      select.selectedIndex = Number(row.dataset.index);
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    reset();
    close();
  }

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => { if (list.hidden) open(); });
  input.addEventListener("input", (event) => { event.stopPropagation(); open(input.value); });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("blur", () => choose(null));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else activate(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      choose(options()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      choose(null);
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    choose(event.target.closest("[role=option]"));
  });
  select.addEventListener("change", reset);
  select.form?.addEventListener("reset", () => setTimeout(reset));
  reset();
});
