// [data-draft=key] on a form keeps its texts on this device until they are sent: one draft for each key and mode.
// A page that keeps drafts on the server says so with data-draft-url; then they are posted there as well.
import { attach } from "./attach.js";
import { texts } from "./texts.js";

const PREFIX = "draft:";
const DAYS = 14;

function read(key) {
  try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch { return null; }
}

function write(key, text) {
  try {
    if (text.trim()) localStorage.setItem(PREFIX + key, JSON.stringify({ text, at: Date.now() }));
    else localStorage.removeItem(PREFIX + key);
    return true;
  } catch { return false; }
}

function sweep() {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(PREFIX)) continue;
    const kept = read(key.slice(PREFIX.length));
    if (!kept || Date.now() - kept.at > DAYS * 864e5) localStorage.removeItem(key);
  }
}

try { sweep(); } catch { /* storage is switched off: no drafts then */ }

attach("form[data-draft]", (form) => {
  const text = form.querySelector("textarea");
  const state = form.querySelector("[data-draft-state]");
  if (!text) return;
  const key = () => {
    const mode = form.querySelector(".composer-mode:checked");
    return form.dataset.draft + (mode ? `:${mode.value}` : "");
  };
  let timer = 0;
  let current = key();

  const tell = (words) => { if (state) state.textContent = words; };
  function keep() {
    clearTimeout(timer);
    if (write(current, text.value)) tell(text.value.trim() ? (form.dataset.draftUrl ? texts.draft_saved : texts.draft_kept) : "");
    if (form.dataset.draftUrl) {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      data.set("mode", current.slice(form.dataset.draft.length + 1)); // while modes change, the form already names the next
      fetch(form.dataset.draftUrl, { method: "POST", body: data, keepalive: true }).catch(() => {});
    }
  }
  const elsewhere = JSON.parse(form.dataset.drafts || "{}");
  function restore() {
    const mode = form.querySelector(".composer-mode:checked")?.value;
    const kept = read(current) || (elsewhere[mode] ? { text: elsewhere[mode] } : null);
    if (!kept || text.value.trim()) return;
    text.value = kept.text;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer);
    tell(texts.draft_restored);
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
  });
  text.addEventListener("blur", () => { if (text.value.trim() || read(current)) keep(); });
  form.addEventListener("modechange", () => {
    if (key() === current) return;
    keep();
    current = key();
    text.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    tell("");
    restore();
  });
  form.addEventListener("submit", () => { sessionStorage.setItem("sent-draft", current); });
  // Sent in place: the page stays, the text is taken; what was written on meanwhile stays, and the hand at it.
  form.addEventListener("taken", ({ detail: words }) => {
    sessionStorage.removeItem("sent-draft");
    clearTimeout(timer);
    write(current, "");
    delete elsewhere[form.querySelector(".composer-mode:checked")?.value];
    text.value = text.value.startsWith(words) ? text.value.slice(words.length).trimStart() : text.value;
    for (const once of form.querySelectorAll("input[type=hidden][name=articles]")) once.remove();
    for (const files of form.querySelectorAll("input[type=file]")) { files.value = ""; files.dispatchEvent(new Event("change", { bubbles: true })); }
    tell("");
    if (text.value) keep();
    else if (text === document.activeElement) text.blur(); // the next key is a shortcut again
  });
  restore();
});

// A draft goes when its text has been taken: the page that follows carries no error.
const sent = sessionStorage.getItem("sent-draft");
if (sent && !document.querySelector("form[data-draft] .field-error")) {
  write(sent, "");
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (sent.startsWith(`${form.dataset.draft}:`) || sent === form.dataset.draft) form.querySelector("textarea").value = "";
  }
}
sessionStorage.removeItem("sent-draft");
