// A form is sent once: its button waits until the next page is there. Coming back by the browser's button frees it.
import { texts } from "./texts.js";

const sent = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("hx-post") || form.target === "_blank") return;
  if (form.method === "get") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  const button = event.submitter;
  if (!button) return;
  // After the data have been collected: a disabled button's own name and value would not be sent.
  setTimeout(() => {
    button.setAttribute("aria-busy", "true");
    button.setAttribute("aria-label", texts.sending || "…");
  });
});

addEventListener("pageshow", () => {
  for (const form of sent) {
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-label");
    }
  }
  sent.clear();
});
