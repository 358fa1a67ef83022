// [data-opens=id] opens the native <dialog id>. A click beside it closes it; a dialog that comes with an error opens itself.
import { attach } from "./attach.js";

function open(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
  const first = dialog.querySelector("[autofocus], .field--wrong input, .field--wrong textarea, .dialog-body input:not([type=hidden]), .dialog-body textarea, .dialog-body select");
  if (first) first.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener.closest("details[open]")?.removeAttribute("open");
    open(dialog);
    return;
  }
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const beside = event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
    if (beside) event.target.close();
  }
});

attach("dialog", (dialog) => {
  if (dialog.querySelector(".field--wrong, .notice--negative[role=alert]")) open(dialog);
});
