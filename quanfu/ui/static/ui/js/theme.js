// The theme changes at once; the form behind the buttons keeps it on the server.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice] [name=theme]");
  if (!button) return;
  event.preventDefault();
  const data = new FormData(button.form);
  data.set("theme", button.value);
  fetch(button.form.action, { method: "POST", body: data, redirect: "manual" });
  document.documentElement.dataset.theme = button.value;
  for (const other of button.parentElement.children) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  document.dispatchEvent(new CustomEvent("themechange"));
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("themechange"));
});
