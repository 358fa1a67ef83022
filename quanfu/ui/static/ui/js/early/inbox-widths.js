// Before the first paint: the widths that this person gave to the panes of the inbox (see pages/inbox-grips.js).
// A classic script in the head, so that nothing jumps.
(() => {
  try {
    const kept = JSON.parse(localStorage.getItem("inbox-widths") || "{}");
    for (const [pane, width] of Object.entries(kept)) {
      if (/^(views|list)$/.test(pane) && Number.isFinite(width)) document.documentElement.style.setProperty(`--inbox-${pane}`, `${width}px`);
    }
  } catch { /* storage is switched off: the widths of the design then */ }
})();
