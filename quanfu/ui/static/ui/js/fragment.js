// Asking the server for a piece of a page as htmx would, where more is done with the answer than putting it somewhere.
// ask(url) and send(form) give {ok, status, html, redirect}; what the server wants said is said. What an act left to say is for
// the one fragment that is asked for because of it: ask(url, TELLS).
import { flash } from "./flash.js";
import { texts } from "./texts.js";

async function fetched(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, headers: { "HX-Request": "true", "HX-Current-URL": location.href, ...options.headers }, credentials: "same-origin" });
  } catch {
    flash(texts.offline, { tone: "error" });
    return { ok: false, status: 0, html: "", redirect: null };
  }
  const told = response.headers.get("HX-Trigger");
  const events = told && told.startsWith("{") ? JSON.parse(told) : {};
  for (const [name, detail] of Object.entries(events)) document.dispatchEvent(new CustomEvent(name, { detail }));
  const html = await response.text();
  if (!response.ok && response.status !== 422 && !events.flash) flash(texts.failed, { tone: "error" });
  return { ok: response.ok, status: response.status, html, redirect: response.headers.get("HX-Redirect"), told: events.flash };
}

export const TELLS = { headers: { "X-Tells": "1" } };
export const ask = (url, options = {}) => fetched(url, options);

export function send(form, submitter = null, more = {}) {
  const data = new FormData(form);
  for (const [name, value] of Object.entries(more)) data.set(name, value);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  return fetched(submitter?.getAttribute("formaction") || form.action, { method: "POST", body: data });
}

// What came is at home: htmx knows it and so do our behaviours.
export function settle(element) {
  window.htmx?.process(element);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: element } }));
}

export function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// The elements of what came, ours to put somewhere. Parsed apart from the page: nothing in it runs.
export const elements = (html) => [...parsed(html).body.childNodes].map((node) => document.importNode(node, true));
