// The chat's forms: before it begins, when nobody is there, and the rating at the end.
import { button, field, make, saveTranscript, stars } from "./parts.js";

const KINDS = { name: { autocomplete: "name", maxlength: 80 }, phone: { type: "tel", autocomplete: "tel", maxlength: 24 }, email: { type: "email", autocomplete: "email", maxlength: 254 } };

function showErrors(form, { error = "", field: name = "" }) {
  for (const place of form.querySelectorAll(".error")) place.textContent = "";
  const place = form.querySelector(`#e-${name}`) || form.querySelector(".error--form");
  place.textContent = error;
  (form.elements[name] || form.querySelector("button")).focus();
}

function build(word, children, submit, send) {
  const press = make("button", { type: "submit", class: "button button--primary" }, submit);
  const form = make("form", { class: "form", novalidate: true }, ...children, make("p", { class: "error error--form", role: "alert" }), press);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    press.disabled = true;
    const refused = await send(Object.fromEntries(new FormData(form)));
    press.disabled = false;
    if (refused) showErrors(form, { ...refused, error: refused.error || word("failed") });
  });
  return form;
}

const contact = (word, fields, known = {}) => Object.keys(KINDS).filter((name) => fields[name] !== "off")
  .map((name) => field(name, word(name) + (fields[name] === "required" ? "" : ` (${word("optional")})`), { ...KINDS[name], required: fields[name] === "required", value: known[name] }));

export const startForm = (word, settings, send) => build(word, [make("p", { class: "lead" }, settings.greeting || settings.company), ...contact(word, settings.fields)], word("start"), send);

// Who can be reached already is not asked again.
export function leaveForm(word, settings, known, send, back) {
  const fields = { name: "optional", phone: "optional", email: "optional" };
  const words = field("text", word("message"), { rows: 4, maxlength: settings.longest, required: true });
  words.querySelector("textarea").value = known.text || "";
  const asked = known.reachable ? [] : [make("p", { class: "about" }, word("contact")), ...contact(word, fields, known)];
  const form = build(word, [make("p", { class: "lead" }, word("leave"), settings.opens ? ` (${settings.opens})` : ""), words, ...asked], word("leave_it"), send);
  if (back) form.append(button(word("no"), "button--plain", back));
  return form;
}

export function ratingForm(word, send) {
  let points = 0;
  const words = field("text", word("words"), { rows: 2, maxlength: 1000 });
  const form = build(word, [make("p", { class: "lead" }, word("rate")), stars(word, (n) => { points = n; form.querySelector("[type=submit]").disabled = false; }), words], word("submit"), (given) => send({ points, text: given.text }));
  form.querySelector("[type=submit]").disabled = true;
  return form;
}

// What can be done once it is over.
export function afterwards(word, link, state, again) {
  const note = make("span", { class: "about", role: "status" });
  const mail = async () => { note.textContent = (await link.call("talk/transcripts/", { email: state.email })).status === 200 ? word("mailed") : word("failed"); };
  return make("div", { class: "after" }, make("p", { class: "about" }, word("ended")), button(word("download"), "button--plain", () => saveTranscript(link)),
    state.email ? button(word("mail"), "button--plain", mail) : null, button(word("again"), "button--primary", again), note);
}
