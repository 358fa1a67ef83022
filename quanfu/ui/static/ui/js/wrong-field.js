// A form that came back has the cursor in its first field that is wrong.
import { attach } from "./attach.js";

attach(".field--wrong", (field) => {
  const form = field.closest("form");
  if (!form || form.querySelector(".field--wrong") !== field) return;
  field.querySelector("input:not([type=hidden], [hidden]), select:not([hidden]), textarea")?.focus();
});
