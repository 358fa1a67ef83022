// Where the visitor writes. Enter sends, Shift+Enter breaks the line, and the input method keeps its keys.
import { icon, make } from "./parts.js";

export function composer(word, longest, { say, send, typed }) {
  const sendAll = async (files) => { for (const file of files) await send(file); };
  const box = make("textarea", { class: "box", rows: 1, placeholder: word("write"), "aria-label": word("write"), maxlength: longest, enterkeyhint: "send" });
  const pick = make("input", { type: "file", multiple: true, class: "pick", "aria-label": word("attach"), onchange: () => { sendAll([...pick.files]); pick.value = ""; } });
  const press = make("button", { class: "button button--icon", type: "submit", "aria-label": word("send"), title: word("send") }, icon("send"));
  const form = make("form", { class: "composer" }, make("label", { class: "button button--icon", title: word("attach") }, icon("file"), pick), box, press);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = box.value.trim();
    box.value = "";
    box.style.height = "";
    box.focus();
    if (text && !await say(text)) box.value = [box.value, text].filter(Boolean).join("\n");
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) { event.preventDefault(); form.requestSubmit(); }
  });
  box.addEventListener("input", () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
    typed();
  });
  box.addEventListener("paste", (event) => sendAll([...event.clipboardData.files]));
  return form;
}
