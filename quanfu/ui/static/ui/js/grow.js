// textarea[data-grow] is as high as its text, up to the max-height of its style.
import { attach } from "./attach.js";

attach("textarea[data-grow]", (area) => {
  const fit = () => {
    if (!area.getClientRects().length) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
  };
  area.addEventListener("input", fit);
  area.closest("dialog")?.addEventListener("opened", fit);
  if (area.value) fit();
});
