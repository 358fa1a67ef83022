// form[data-time-spent] suggests the minutes for which the page, or what stands open in it, has been looked at.
import { attach } from "./attach.js";

let since = Date.now();
let hidden = 0;

document.addEventListener("inbox:opened", () => { since = Date.now(); });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hidden = Date.now();
  else if (hidden) since += Date.now() - hidden;
});

attach("[data-time-spent]", (form) => {
  const field = form.querySelector("[name=minutes]");
  field?.addEventListener("focus", () => {
    if (field.value) return;
    field.value = String(Math.max(1, Math.round((Date.now() - since) / 60000)));
    field.select();
  });
});
