// Web chat on any site, by one tag: <script type="module" src="https://OUR/static/ui/chat/widget.js" data-channel="KEY"></script>
// Also: data-lang="zh|en", data-theme="light|dark", data-open (opened at once), data-inside="#id" (in that element of the page).
import { make } from "./parts.js";
import { Window } from "./window.js";

const tag = document.querySelector("script[type=module][data-channel]");
const here = new URL(import.meta.url);

if (tag?.dataset.channel && !document.querySelector("quanfu-chat")) {
  const home = document.createElement("quanfu-chat");
  const root = home.attachShadow({ mode: "open" });
  const language = tag.dataset.lang || document.documentElement.lang || navigator.language;
  const place = tag.dataset.inside && document.querySelector(tag.dataset.inside);
  home.dataset.theme = tag.dataset.theme || document.documentElement.dataset.theme || "auto";
  if (place) home.dataset.inside = "";
  const style = make("link", { rel: "stylesheet", href: new URL("./chat.css", here).href });
  const body = make("div", { class: "chat", lang: /^zh/i.test(language) ? "zh-CN" : "en", hidden: true });
  style.addEventListener("load", () => { body.hidden = false; });
  root.append(style, body);
  (place || document.body).append(home);
  const chat = new Window(body, { base: here.origin, channel: tag.dataset.channel, language, inside: Boolean(place) });
  if (place || "open" in tag.dataset) chat.open();
}
