// [data-due] counts down to its instant, by the server's words: 3小时5分. It looks again when it must, at most each 15 s.
import { attach } from "./attach.js";
import { say } from "./texts.js";

const running = new Set();
const joint = document.documentElement.lang.startsWith("zh") ? "" : " ";

export function span(seconds) {
  const whole = Math.floor(seconds / 60);
  const days = Math.floor(whole / 1440);
  const hours = Math.floor(whole / 60) % 24;
  const rest = whole % 60;
  const parts = days ? [say("days", days), hours && say("hours", hours)]
    : hours ? [say("hours", hours), rest && say("minutes", rest)]
      : [say("minutes", rest)];
  return parts.filter(Boolean).join(joint);
}

function show(element) {
  const seconds = (Date.parse(element.dataset.due) - Date.now()) / 1000;
  const state = seconds < 0 ? "late" : seconds <= Number(element.dataset.soon || 60) * 60 ? "soon" : "ok";
  const text = say(seconds < 0 ? "late_by" : "due_in", span(Math.abs(seconds)));
  const place = element.querySelector("[data-left]") || element;
  if (place.textContent !== text) place.textContent = text;
  for (const name of ["ok", "soon", "late"]) element.classList.toggle(`sla--${name}`, name === state);
}

function tick() {
  if (document.hidden) return;
  for (const element of running) {
    if (element.isConnected) show(element);
    else running.delete(element);
  }
}

attach("[data-due]", (element) => {
  running.add(element);
  show(element);
});
setInterval(tick, 15000);
document.addEventListener("visibilitychange", tick);
