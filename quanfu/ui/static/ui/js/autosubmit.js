// form[data-autosubmit] (filters) applies itself when a choice changes, and shortly after typing stops.
import { attach } from "./attach.js";

const PAUSE = 450;

attach("form[data-autosubmit]", (form) => {
  let timer = 0;
  let composing = false;
  const submit = () => {
    clearTimeout(timer);
    if (!composing) form.requestSubmit();
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(submit, PAUSE);
  };
  form.addEventListener("change", (event) => { if (event.target.type !== "search" && event.target.type !== "text") submit(); });
  form.addEventListener("input", (event) => { if (event.target.type === "search" || event.target.type === "text") later(); });
  form.addEventListener("compositionstart", () => { composing = true; });
  form.addEventListener("compositionend", () => { composing = false; later(); });
  // Empty fields would only lengthen the address.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
  // The page comes back with the search as it was: put the cursor where it stood.
  const search = form.querySelector("input[type=search]");
  form.addEventListener("submit", () => {
    if (document.activeElement === search) sessionStorage.setItem("searching", form.action);
  });
  if (search && sessionStorage.getItem("searching") === form.action) {
    sessionStorage.removeItem("searching");
    search.focus();
    search.setSelectionRange(search.value.length, search.value.length);
  }
});
