// A <details data-menu> behaves as a menu: one open at a time, closed by Esc, by a click elsewhere and by a choice; arrows move.
// A menu of the composer takes the focus to its first choice, and gives it back to the text.

function items(menu) {
  return [...menu.querySelectorAll(".menu-list :is(a, button, summary):not([data-insert-text])")].filter((each) => each.getClientRects().length > 0);
}

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) (menu.closest("[data-composer]")?.querySelector("textarea") || menu.querySelector("summary")).focus();
}

function enter(menu) {
  if (menu?.open && menu.closest("[data-composer]") && menu.contains(document.activeElement)) (menu.querySelector(".menu-list input") || items(menu)[0])?.focus();
}

document.addEventListener("htmx:load", (event) => enter(event.target.closest?.("details[data-menu]")));

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches || !menu.matches("details[data-menu]")) return;
  if (!menu.open) return;
  for (const other of document.querySelectorAll("details[data-menu][open]")) {
    if (other !== menu && !other.contains(menu)) close(other);
  }
  const list = menu.querySelector(".menu-list");
  for (const side of ["up", "start", "end"]) delete menu.dataset[side];
  const box = list.getBoundingClientRect();
  if (box.bottom > innerHeight && box.height < menu.getBoundingClientRect().top) menu.dataset.up = "";
  if (box.left < 8) menu.dataset.start = "";
  else if (box.right > innerWidth - 8) menu.dataset.end = "";
  enter(menu);
}, true);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) close(menu);
    else if (event.target.closest(".menu-item")) setTimeout(() => close(menu));
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (!menu || event.isComposing) return;
  if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    close(menu, { focus: true });
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  menu.open = true;
  const choices = items(menu);
  const at = choices.indexOf(document.activeElement);
  choices[(at + step + choices.length) % choices.length]?.focus();
});
