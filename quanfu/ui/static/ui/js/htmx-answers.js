// htmx: what fails is said; a fragment that may not be seen leaves no trace.
import { flash } from "./flash.js";
import { texts } from "./texts.js";

document.addEventListener("htmx:sendError", () => flash(texts.offline, { tone: "error" }));

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  if (elt.classList.contains("lazy")) elt.remove();
  else if (!xhr.getResponseHeader("HX-Trigger")) flash(texts.failed, { tone: "error" });
});

// Django wants its token with every POST that htmx makes outside of a form.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get" || "csrfmiddlewaretoken" in event.detail.parameters) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (token) event.detail.headers["X-CSRFToken"] = token;
});
