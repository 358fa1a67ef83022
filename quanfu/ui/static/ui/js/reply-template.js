// The composer's menus of texts ([data-insert-text] within [data-composer]) by keyboard: arrows show what each says, Enter takes it.
// "/" and a text's shortcut, then a space, Tab or Enter, put it where one writes, without any menu.

const WORD = /(?:^|\s)\/([\p{L}\p{N}_-]{0,20})$/u;

function begun(area) {
  return WORD.exec(area.value.slice(0, area.selectionStart));
}

// Fetches the texts of a menu that was not opened yet.
function fetched(form) {
  for (const waiting of form.querySelectorAll("details:not([open]) [hx-trigger^=toggle]")) {
    waiting.closest("details").dispatchEvent(new Event("toggle"));
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.matches?.("textarea") && event.target.closest("[data-composer]");
  if (form && begun(event.target)) fetched(form);
});

document.addEventListener("focusin", (event) => {
  const text = event.target.closest?.("[data-composer] .reply-template > summary")?.parentElement;
  if (!text) return;
  if (event.target.matches(":focus-visible")) text.open = true;
  for (const other of text.parentElement.querySelectorAll(".reply-template[open]")) if (other !== text) other.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const summary = event.target.closest?.("[data-composer] .reply-template > summary");
  if (summary && event.key === "Enter") {
    event.preventDefault();
    summary.parentElement.querySelector("[data-insert-text]").click();
    return;
  }
  const form = event.target.matches?.("textarea") && event.target.closest("[data-composer]");
  if (!form || ![" ", "Tab", "Enter"].includes(event.key)) return;
  const found = begun(event.target);
  const button = found && found[1] && form.querySelector(`[data-shortcut="${CSS.escape(found[1])}"]`);
  if (!button) return;
  event.preventDefault();
  event.target.setSelectionRange(event.target.selectionStart - found[1].length - 1, event.target.selectionEnd);
  event.target.setRangeText("");
  button.click();
});
