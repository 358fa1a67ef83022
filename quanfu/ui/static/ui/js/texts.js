// What the scripts say, in the language of the page: texts.undo, say("due_in", "5min").

const element = document.getElementById("texts");
export const texts = element ? JSON.parse(element.textContent) : {};

export function say(key, value) {
  return (texts[key] || key).replace("%s", value);
}

// Tell screen readers, politely. The empty text first, so that the same words twice are heard twice.
export function announce(words) {
  const live = document.getElementById("live");
  if (!live) return;
  live.textContent = "";
  setTimeout(() => { live.textContent = words; }, 60);
}
