// [data-keeps-open]: what htmx brings into it does not close the details[id] that is being read: it stands open in the new
// content too; where that lacks it, the old content stays until it is closed.

let reading = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const place = event.detail.target;
  if (!place?.matches?.("[data-keeps-open]")) return;
  reading = place.querySelector("details[id][open]");
  if (reading && !event.detail.serverResponse.includes(`id="${reading.id}"`)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const again = reading && event.detail.target?.matches?.("[data-keeps-open]") && document.getElementById(reading.id);
  if (again) again.open = true;
});
