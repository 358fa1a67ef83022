// [data-shown-for="name=value|other name=value"] is hidden until its form says all of that, by radio buttons or lists. On a
// control it hides the whole field; one that is wrong always shows.
import { attach } from "./attach.js";

attach("[data-shown-for]", (element) => {
  const form = element.closest("form");
  const whole = element.matches("input, select, textarea") ? element.closest(".field") : element;
  const wanted = element.dataset.shownFor.split(" ").map((said) => said.split("="));
  const chosen = (name) => form.querySelector(`select[name="${name}"], input[name="${name}"]:checked`)?.value;
  const look = () => {
    const said = wanted.every(([name, values]) => values.split("|").includes(chosen(name)));
    whole.hidden = !said && !whole.querySelector(".field-error");
  };
  form.addEventListener("change", look);
  look();
});
