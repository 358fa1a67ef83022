// The parts of the chat's window that are always there.
import { button, icon, make } from "./parts.js";

// Where the window fills the screen of a phone, what is behind it cannot be reached: Tab goes round in it.
export function goRound(panel, event) {
  if (event.key !== "Tab" || !matchMedia("(max-width: 480px)").matches) return;
  const steps = [...panel.querySelectorAll("a[href], button, input, textarea, [tabindex]")].filter((step) => !step.disabled && step.offsetParent);
  const at = panel.getRootNode().activeElement;
  if (at !== steps.at(event.shiftKey ? 0 : -1)) return;
  event.preventDefault();
  steps.at(event.shiftKey ? -1 : 0).focus();
}

export function frame(word, { open, close, call, end }) {
  const badge = make("span", { class: "badge", hidden: true });
  const launch = make("button", { type: "button", class: "launch", "aria-expanded": "false", "aria-label": word("open"), title: word("open"), onclick: open }, icon("chat"), badge);
  const title = make("strong", {}, word("title"));
  const status = make("span", { class: "status", role: "status" });
  const person = button(word("person"), "button--person", call);
  const finish = button(word("end"), "button--icon", end, "end");
  const shut = button(word("close"), "button--icon", close, "close");
  const head = make("header", { class: "head" }, make("div", { class: "heading" }, title, status), person, finish, shut);
  const turns = make("ol", { class: "turns", role: "log", "aria-live": "polite", "aria-label": word("title"), tabindex: "0" });
  const line = make("p", { class: "line", role: "status" });
  const foot = make("div", { class: "foot" });
  const panel = make("section", { class: "panel", role: "dialog", "aria-label": word("title"), hidden: true }, head, turns, line, foot);
  return { badge, launch, title, status, person, finish, shut, turns, line, foot, panel };
}
