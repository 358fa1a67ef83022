// [data-insert-text=words] puts its words into the composer of the page, where the cursor stands; [data-insert-article=id] on it is sent
// along. input[data-files-of=id] says in #id which files were chosen.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert-text]");
  const area = document.querySelector("[data-composer] textarea");
  if (!button || !area) return;
  const words = button.dataset.insertText;
  area.setRangeText(area.value && area.selectionStart === area.value.length ? `\n${words}` : words, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  if (button.dataset.insertArticle) {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "articles", value: button.dataset.insertArticle });
    area.form.append(hidden);
  }
  button.closest("details[data-menu][open]")?.removeAttribute("open");
  area.focus();
});

document.addEventListener("change", (event) => {
  const input = event.target.closest("input[data-files-of]");
  const place = input && document.getElementById(input.dataset.filesOf);
  if (place) place.textContent = [...input.files].map((file) => file.name).join("、");
});
