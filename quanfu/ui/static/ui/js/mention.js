// form[data-mentions=url] (a composer): @ in its private mode offers colleagues; arrows choose, Enter or Tab takes, Esc leaves.
import { attach } from "./attach.js";
import { elements } from "./fragment.js";

const WORD = /(?:^|[^\w.])@([^\s@，。；！？,;!?]{0,20})$/;

attach("form[data-mentions]", (form) => {
  const area = form.querySelector("textarea");
  const box = document.createElement("div");
  box.className = "mention";
  box.hidden = true;
  form.append(box);
  let turn = 0;
  let timer = 0;

  const options = () => [...box.querySelectorAll("[role=option]")];
  const chosen = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  const begun = () => WORD.exec(area.value.slice(0, area.selectionStart));
  const isPrivate = () => (form.querySelector(".composer-mode:checked")?.value || "note") === "note";

  function choose(at) {
    options().forEach((option, index) => {
      option.id ||= `mention-${form.dataset.draft}-${index}`;
      option.setAttribute("aria-selected", String(index === at));
    });
    area.setAttribute("aria-activedescendant", options()[at]?.id || "");
  }
  function close() {
    turn += 1;
    box.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }
  function take(option) {
    const found = begun();
    if (!option || !found) { close(); return; }
    const from = area.selectionStart - found[1].length;
    area.setRangeText(`${option.dataset.name} `, from, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    area.focus();
  }
  async function look(text) {
    const mine = ++turn;
    const response = await fetch(`${form.dataset.mentions}?${new URLSearchParams({ q: text })}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response?.ok || mine !== turn) return;
    const html = await response.text();
    if (mine !== turn) return;
    box.replaceChildren(...elements(html));
    box.hidden = options().length === 0;
    choose(0);
  }

  area.addEventListener("input", (event) => {
    clearTimeout(timer);
    const found = isPrivate() && !event.isComposing && begun();
    if (!found) { close(); return; }
    timer = setTimeout(() => look(found[1]), 140);
  });
  area.addEventListener("compositionend", () => area.dispatchEvent(new Event("input", { bubbles: true })));
  area.addEventListener("keydown", (event) => {
    if (box.hidden || event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((chosen() + step + options().length) % options().length);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(options()[chosen()]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  area.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("mousedown", (event) => { event.preventDefault(); take(event.target.closest("[role=option]")); });
});
