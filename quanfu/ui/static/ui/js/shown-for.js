// [data-shown-for="name=value"] is hidden until that radio button of its form is chosen.
import { attach } from "./attach.js";

attach("[data-shown-for]", (element) => {
  const [name, value] = element.dataset.shownFor.split("=");
  const form = element.closest("form");
  const look = () => {
    element.hidden = !form.querySelector(`input[name="${name}"][value="${value}"]:checked`);
  };
  form.addEventListener("change", look);
  look();
});
