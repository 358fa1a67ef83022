// [data-live=phone]: a call at one's own telephone comes up on whatever page is open, with who it is and what they asked before.
import { attach } from "./attach.js";
import { ask, elements, settle } from "./fragment.js";

attach("[data-live=phone]", (corner) => {
  const closed = new Set();
  const turns = new Map();
  const card = (call) => corner.querySelector(`[data-ring="${call}"]`);

  async function show({ call, state }) {
    if (closed.has(call)) return;
    const turn = (turns.get(call) || 0) + 1; // two answers may come the other way round
    turns.set(call, turn);
    const { ok, html } = await ask(corner.dataset.url.replace("/0/", `/${call}/`));
    if (!ok || closed.has(call) || turn !== turns.get(call)) return;
    const [fresh] = elements(html).filter((node) => node.nodeType === 1);
    const old = card(call);
    const focused = old?.contains(document.activeElement);
    if (old) old.replaceWith(fresh);
    else corner.append(fresh);
    settle(fresh);
    if (focused) fresh.querySelector("a, button").focus();
    corner.hidden = false;
    if (state === "ended") closed.add(call); // nothing further comes; the card stays until it is closed
  }

  document.addEventListener("live:ring", (event) => show(event.detail));
  corner.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ring-close]");
    if (!button) return;
    const ring = button.closest("[data-ring]");
    closed.add(Number(ring.dataset.ring));
    ring.remove();
    corner.hidden = !corner.childElementCount;
  });
});
