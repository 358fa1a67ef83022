// A pad to sign on with finger, pen or mouse. What is drawn goes as PNG into the hidden field, '' when cleared.
import { attach } from "./attach.js";

attach("[data-signature]", (pad) => {
  const canvas = pad.querySelector("canvas");
  const field = pad.querySelector("input[type=hidden]");
  const pen = canvas.getContext("2d");
  let from = null;
  let moved = 0;

  Object.assign(pen, { lineCap: "round", lineJoin: "round", strokeStyle: "#14252b" });

  function at(event) {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * canvas.width / box.width, y: (event.clientY - box.top) * canvas.height / box.height };
  }
  function draw(event) {
    const to = at(event);
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    pen.lineWidth = event.pressure && event.pointerType === "pen" ? 1.5 + 4 * event.pressure : Math.max(2, 4.2 - length / 14);
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
    moved += length;
    from = to;
  }
  function keep() {
    // A touch by mistake is no signature.
    if (moved < 40) return;
    pad.dataset.signed = "";
    field.value = canvas.toDataURL("image/png");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    from = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    for (const each of event.getCoalescedEvents?.() || [event]) draw(each);
    if (from) draw(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      if (!from) return;
      from = null;
      keep();
    });
  }
  pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    moved = 0;
    field.value = "";
    delete pad.dataset.signed;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Shown again with an error elsewhere: what was signed is still there.
  if (field.value.startsWith("data:image/png;base64,")) {
    const image = new Image();
    image.onload = () => { pen.drawImage(image, 0, 0); };
    image.src = field.value;
    pad.dataset.signed = "";
    moved = 1000;
  }
});
