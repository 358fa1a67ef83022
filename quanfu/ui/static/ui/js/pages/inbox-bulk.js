// The bar over the rows: an act on all that are selected, asked for and followed in the dialog; afterwards the rows are renewed.
import { openAct } from "./inbox-act.js";
import { recount, renew } from "./inbox-rows.js";

const dialog = document.getElementById("act-dialog");
let chosen = [];

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-bulk-form]")) return;
  event.preventDefault();
  if (!event.submitter?.name) return;
  const data = new FormData(form);
  data.set(event.submitter.name, event.submitter.value);
  const whole = data.get("all");
  chosen = whole ? [...document.querySelectorAll("[data-row]")].map((row) => row.dataset.request) : data.getAll("request");
  if (whole) data.delete("request"); // the server names them
  openAct(`${form.getAttribute("action")}?${new URLSearchParams(data)}`);
});

// Who clears the selection no longer means the whole list either.
document.addEventListener("click", (event) => {
  const whole = event.target.closest("[data-select-none]") && document.querySelector("[data-select-whole]");
  if (whole) whole.checked = false;
});

// Enter on a box would send the form with its first button.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Enter" || !event.target.matches("[data-bulk-form] [data-select]")) return;
  event.preventDefault();
  event.target.closest("[data-row]").querySelector("[data-row-link]").click();
});

dialog.addEventListener("close", async () => {
  if (!chosen.length || !dialog.querySelector("#bulk-progress")) return;
  const numbers = chosen;
  chosen = [];
  document.querySelector("[data-select-none]")?.click();
  await renew(numbers);
  recount();
});
