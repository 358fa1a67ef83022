// Theme and density change at once; the form behind the buttons keeps them on the server.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice] [name=theme], [data-density-choice] [name=density]");
  if (!button) return;
  event.preventDefault();
  const data = new FormData(button.form);
  data.set(button.name, button.value);
  fetch(button.form.action, { method: "POST", body: data, redirect: "manual" });
  document.documentElement.dataset[button.name] = button.value;
  for (const other of button.parentElement.children) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  document.dispatchEvent(new CustomEvent("themechange"));
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("themechange"));
});
