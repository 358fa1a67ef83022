// form[data-guard]: leaving the page with changes that were not sent asks first. Shown again with errors it counts as changed.
import { attach } from "./attach.js";

const changed = new Set();

attach("form[data-guard]", (form) => {
  if (form.querySelector(".field--wrong")) changed.add(form);
  form.addEventListener("input", (event) => { if (event.isTrusted) changed.add(form); });
  form.addEventListener("change", (event) => { if (event.isTrusted) changed.add(form); });
  form.addEventListener("submit", () => changed.delete(form));
  form.addEventListener("reset", () => changed.delete(form));
});

addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (form.isConnected && !form.closest("dialog:not([open])")) {
      event.preventDefault();
      event.returnValue = "";
      return;
    }
  }
});
