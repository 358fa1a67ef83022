// The composer: its mode changes what is said on the button and in the field; Ctrl+Enter sends.
import { attach } from "./attach.js";

attach("[data-composer]", (form) => {
  const text = form.querySelector("textarea");
  const label = form.querySelector("[data-send-label]");

  function show() {
    const mode = form.querySelector(".composer-mode:checked");
    if (!mode) return;
    text.placeholder = mode.dataset.placeholder;
    const tab = form.querySelector(`label[for="${CSS.escape(mode.id)}"]`);
    text.setAttribute("aria-label", tab.firstChild.nextSibling?.textContent.trim() || tab.textContent.trim());
    if (label) label.textContent = mode.dataset.send;
    form.dispatchEvent(new CustomEvent("modechange", { detail: mode.value }));
  }

  form.addEventListener("change", (event) => {
    if (!event.target.matches(".composer-mode")) return;
    show();
    text.focus();
  });
  for (const tab of form.querySelectorAll(".composer-tab")) {
    // By hand, so that the text has the focus before the next key comes: its label would give it to the radio button.
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      const radio = document.getElementById(tab.htmlFor);
      if (!radio.checked) {
        radio.checked = true;
        radio.dispatchEvent(new Event("change", { bubbles: true }));
      }
      text.focus();
    });
  }
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".composer-send"));
    }
  });
  show();
});
