// [data-copy=text] puts its text on the clipboard and says so.
import { announce, texts } from "./texts.js";

async function put(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http in the company's network has no clipboard API.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await put(button.dataset.copy);
  button.dataset.copied = "";
  button.title = texts.copied;
  announce(texts.copied);
  setTimeout(() => { delete button.dataset.copied; }, 1600);
});
