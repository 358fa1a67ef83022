// Stars: those before the chosen (or pointed at) one are full too, and its word stands beside them.
import { attach } from "./attach.js";

attach("[data-rating]", (rating) => {
  const stars = [...rating.querySelectorAll(".rating-star")];
  const said = rating.querySelector(".rating-said");

  function show(upTo) {
    stars.forEach((star, at) => star.toggleAttribute("data-full", at <= upTo));
    said.textContent = upTo >= 0 ? stars[upTo].textContent.trim() : "";
  }
  const chosen = () => stars.findIndex((star) => star.querySelector("input").checked);

  rating.addEventListener("change", () => show(chosen()));
  rating.addEventListener("pointerover", (event) => {
    const star = event.target.closest(".rating-star");
    if (star && event.pointerType === "mouse") show(stars.indexOf(star));
  });
  rating.addEventListener("pointerleave", () => show(chosen()));
  show(chosen());
});
