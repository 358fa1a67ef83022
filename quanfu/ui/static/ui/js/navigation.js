// [data-nav-section=code]: what one folds and unfolds in the side bar stays so in this browser. The cookie is read by the
// server (quanfu/ui/navigation.py), so that nothing jumps when a page comes.
const YEAR = 365 * 24 * 3600;

function kept() {
  const found = document.cookie.split("; ").find((each) => each.startsWith("nav="));
  return new Set(found ? found.slice(4).split(".").filter(Boolean) : []);
}

document.querySelector(".sidebar")?.addEventListener("click", (event) => {
  const section = event.target.closest("summary")?.closest("[data-nav-section]");
  if (!section?.dataset.navSection) return;
  const code = section.dataset.navSection;
  const all = kept();
  all.delete(`+${code}`);
  all.delete(`-${code}`);
  all.add((section.open ? "-" : "+") + code); // the click comes before the change
  document.cookie = `nav=${[...all].join(".")}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
});

// Where tabs scroll sideways, the one that is open is in sight.
for (const tab of document.querySelectorAll(".tabs [aria-current], .library-topics [aria-current]")) {
  const row = tab.parentElement.getBoundingClientRect(); const own = tab.getBoundingClientRect();
  if (own.right > row.right || own.left < row.left) tab.parentElement.scrollLeft += own.left - row.left - (row.width - own.width) / 2;
}
