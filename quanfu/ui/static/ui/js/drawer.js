// [data-drawer=id] slides the side bar in on narrow screens; Esc, a click beside it or a second press closes it.

// The place where one is stays in sight in a long navigation.
const scroller = document.querySelector(".sidebar-scroll");
const current = scroller?.querySelector("[aria-current]");
if (current && current.offsetTop + current.offsetHeight > scroller.clientHeight) scroller.scrollTop = current.offsetTop - scroller.clientHeight / 2;

let opener = null;

function set(button, open) {
  const drawer = document.getElementById(button.dataset.drawer);
  if (!drawer) return;
  drawer.toggleAttribute("data-open", open);
  button.setAttribute("aria-expanded", String(open));
  opener = open ? button : null;
  (open ? drawer.querySelector("a, button") : button)?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drawer]");
  if (button) set(button, button !== opener);
  else if (opener && !document.getElementById(opener.dataset.drawer).contains(event.target)) set(opener, false);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && opener) set(opener, false);
});
