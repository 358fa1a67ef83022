// [data-grip=views|list]: the edge between two panes, dragged or moved with the arrows; kept on this device. A double click gives
// the width of the design back; the lists fold away when they get too narrow.
import { attach } from "../attach.js";

const BOUNDS = { views: [0, 320], list: [260, 640] };
const FOLDS = 120;

function kept() {
  try { return JSON.parse(localStorage.getItem("inbox-widths") || "{}"); } catch { return {}; }
}

function keep(pane, width) {
  const all = kept();
  if (width === null) delete all[pane];
  else all[pane] = width;
  try { localStorage.setItem("inbox-widths", JSON.stringify(all)); } catch { /* not kept then */ }
}

attach("[data-grip]", (grip) => {
  const pane = grip.dataset.grip;
  const body = () => grip.previousElementSibling;
  const root = document.documentElement;

  function set(wanted) {
    const [least, most] = BOUNDS[pane];
    let width = Math.round(Math.max(least, Math.min(most, wanted)));
    if (pane === "views" && width < FOLDS) width = 0;
    root.style.setProperty(`--inbox-${pane}`, `${width}px`);
    grip.setAttribute("aria-valuenow", String(width));
    keep(pane, width);
  }

  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const start = event.clientX - body().getBoundingClientRect().width;
    const move = (to) => set(to.clientX - start);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("lostpointercapture", () => grip.removeEventListener("pointermove", move), { once: true });
  });
  grip.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -24, ArrowRight: 24 }[event.key];
    if (!step || event.isComposing) return;
    event.preventDefault();
    set(body().getBoundingClientRect().width + step);
  });
  grip.addEventListener("dblclick", () => {
    root.style.removeProperty(`--inbox-${pane}`);
    keep(pane, null);
  });
  grip.setAttribute("aria-valuemin", String(BOUNDS[pane][0]));
  grip.setAttribute("aria-valuemax", String(BOUNDS[pane][1]));
  grip.setAttribute("aria-valuenow", String(Math.round(body().getBoundingClientRect().width)));
});
