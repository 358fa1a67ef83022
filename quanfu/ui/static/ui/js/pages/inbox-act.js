// [data-act] (an act of the open request) comes as a dialog from its own page; forms of the pane (the composer, buttons) are sent in place.
// Afterwards the pane and the row are renewed; with [data-act-next], or when the row left the list, the next request opens.
import { TELLS, ask, parsed, send, settle } from "../fragment.js";
import { flash } from "../flash.js";
import * as inbox from "./inbox-pane.js";
import { activeRow, mark, neighbour, recount, renew, rowOf } from "./inbox-rows.js";

const dialog = document.getElementById("act-dialog");
const place = dialog.querySelector("[data-act-place]");
let goesOn = false;
let seen = ""; // the request and its state as they were when the act was begun
const standing = () => {
  const article = document.querySelector("[data-pane]");
  return article ? `${article.dataset.pane}=${article.dataset.state}` : "";
};

// Acts on many have a page without the frame of an act; it fits into the dialog as it is.
const isOfMany = (url) => new URL(url, location.href).pathname.startsWith("/desk/bulk/");

function show(url, html) {
  const page = parsed(html);
  const title = page.querySelector("h1")?.textContent.trim();
  const body = page.querySelector("[data-act-body]") || (isOfMany(url) ? page.querySelector("#main") || page.body : null);
  if (!body) { location.assign(url); return; }
  body.querySelector(".head")?.remove();
  for (const style of page.querySelectorAll("head link[rel=stylesheet]")) {
    if (!document.querySelector(`link[href="${style.getAttribute("href")}"]`)) document.head.append(document.importNode(style, true));
  }
  for (const told of page.querySelectorAll("#flashes .flash-text")) flash(told.textContent);
  if (title) dialog.querySelector("h2").textContent = title;
  place.replaceChildren(...[...body.childNodes].map((node) => document.importNode(node, true)));
  for (const form of place.querySelectorAll("form")) {
    if (!form.getAttribute("action")) form.action = url;
    form.removeAttribute("data-guard");
  }
  for (const link of place.querySelectorAll("a.button--quiet[href]")) if ([inbox.openPath(), document.querySelector("[data-views]")?.dataset.views].includes(link.pathname)) link.dataset.actCancel = "";
  if (!dialog.open) {
    seen = standing();
    dialog.showModal();
  }
  settle(place);
  (place.querySelector(".field--wrong :is(input, textarea, select)") || place.querySelector("input:not([type=hidden]), textarea, select, button, a[href]"))?.focus();
}

export async function openAct(url, next = false) {
  goesOn = next;
  const [own, found] = [inbox.openPath(), await ask(url)];
  if (found.ok && inbox.openPath() === own) show(url, found.html); // else another request is open by now
}

// Where an act leads: its own request or a list of the navigation mean "back to work here".
function staysHere(path) {
  if (path === inbox.openPath()) return true;
  return [...document.querySelectorAll(".sidebar .nav-link")].some((link) => link.pathname === path);
}

async function after(redirect, own, number) {
  const path = new URL(redirect, location.href).pathname;
  if (inbox.openPath() !== own) { await renew([number], TELLS); recount(); return; } // one has gone on to another meanwhile
  if (own && path.startsWith(own) && path !== own) { await inbox.refresh(); seen = standing(); openAct(path, goesOn); return; } // one act leads to the next of this request
  if (isOfMany(redirect)) { openAct(redirect); return; }
  if (!staysHere(path)) { location.assign(redirect); return; }
  if (dialog.open) dialog.close();
  const row = rowOf(number) || activeRow();
  const next = row && (neighbour(row, 1) || neighbour(row, -1));
  await renew([number], TELLS);
  recount();
  const left = row && (!rowOf(number) || "leaving" in rowOf(number).dataset);
  if (next && (goesOn || left)) {
    mark(next);
    await inbox.open(next.querySelector("[data-row-link]").getAttribute("href"));
  } else await inbox.refresh();
  goesOn = false;
}

function inDialog(message, lines) {
  const note = document.createElement("div");
  note.className = "notice notice--warning";
  note.setAttribute("role", "alert");
  const body = document.createElement("div");
  const title = document.createElement("p");
  body.className = "notice-text";
  Object.assign(title, { className: "notice-title", textContent: message });
  note.append(body);
  body.append(title);
  for (const line of lines) {
    const text = document.createElement("p");
    text.textContent = line;
    body.append(text);
  }
  place.prepend(note);
}

async function submit(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  submitter?.setAttribute("aria-busy", "true");
  const words = form.querySelector("textarea")?.value || "";
  const [own, number] = [inbox.openPath(), inbox.openNumber()];
  const found = await send(form, submitter, form.closest("dialog") && seen ? { expect: seen } : {});
  delete form.dataset.busy;
  submitter?.removeAttribute("aria-busy");
  if (found.redirect && submitter && "leaves" in submitter.dataset) {
    history.pushState({ inbox: true }, "", found.redirect + location.search);
    inbox.close();
    renew([inbox.openNumber()], TELLS);
  } else if (found.redirect) {
    form.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: words }));
    await after(found.redirect, own, number);
  } else if (found.status === 409) {
    if (dialog.open) inDialog(found.told?.title || "", found.told?.lines || []);
    renew([inbox.openNumber()]);
    await inbox.refresh();
    seen = standing(); // who sends it again means it as it stands now
  } else if (found.status === 422 && !form.matches("[data-composer]") && found.html.includes("data-act-body")) show(form.action, found.html);
  else if (found.status === 422) {
    const wrong = [...parsed(found.html).querySelectorAll(".field-error, .notice--negative p")].map((each) => each.textContent.trim());
    if (wrong.length) flash(wrong.join(" "), { tone: "error" });
  }
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-act]");
  if (link && !link.matches("button")) {
    event.preventDefault();
    openAct(link.getAttribute("href"), "actNext" in link.dataset);
  }
  if (event.target.closest("[data-act-cancel]")) { event.preventDefault(); dialog.close(); return; }
  const inside = event.target.closest("#act-dialog [data-act-place] a[href]");
  if (inside && inbox.openPath() && inside.pathname.startsWith(inbox.openPath())) { event.preventDefault(); openAct(inside.href, goesOn); }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const ours = form.closest("#pane, #act-dialog [data-act-place]") && form.getAttribute("method") === "post";
  if (!ours || event.defaultPrevented || form.method === "dialog") return;
  event.preventDefault();
  if (!form.closest("dialog")) goesOn = "actNext" in (event.submitter?.dataset || {});
  submit(form, event.submitter);
}, true);

// Ctrl+Enter does what the dialog's first button does.
dialog.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const button = place.querySelector(".button--primary[type=submit], [type=submit]");
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});
