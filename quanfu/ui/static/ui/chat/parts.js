// Pieces of the chat's window. What people wrote only ever becomes text.
const ICONS = {
  chat: "M7.9 20A9 9 0 1 0 4 16.1L2 22Z", close: "M18 6 6 18M6 6l12 12", send: "M22 2 11 13M22 2l-7 20-4-9-9-4Z", file: "m21.4 11-9.2 9.2a6 6 0 0 1-8.5-8.5l9.2-9.2a4 4 0 0 1 5.7 5.7l-9.2 9.2a2 2 0 0 1-2.8-2.8l8.5-8.5",
  end: "M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4M16 17l5-5-5-5M21 12H9", star: "m12 2 3.1 6.3 6.9 1-5 4.9 1.2 6.8-6.2-3.2L5.8 21 7 14.2 2 9.3l6.9-1Z",
};
const SHOWN = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export function make(name, options = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(options)) {
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" })) svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export const button = (label, look, onclick, sign) => make("button", { type: "button", class: `button ${look}`, onclick, ...(sign ? { "aria-label": label, title: label } : {}) }, sign ? icon(sign) : label);

export function field(name, label, options = {}) {
  const long = options.rows;
  const input = make(long ? "textarea" : "input", { name, id: `f-${name}`, ...options, "aria-describedby": `e-${name}` });
  return make("p", { class: "field" }, make("label", { for: `f-${name}` }, label), input, make("span", { class: "error", id: `e-${name}`, role: "alert" }));
}

// Text with its web addresses as links; nothing else in it means anything.
export function textNodes(text) {
  return text.split(/(https?:\/\/[^\s<>"'，。；、）)]+)/).map((part, i) => {
    if (i % 2 === 0) return part;
    return make("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part);
  });
}

async function blobOf(link, turn) {
  const found = await link.call(`talk/file/?turn=${turn.seq}`);
  return found.status === 200 && found.data instanceof Blob ? found.data : null;
}

function save(blob, name) {
  const href = URL.createObjectURL(blob);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

export function attached(link, turn, word, drawn) {
  const { name, type, size } = turn.file;
  if (SHOWN.includes(type) && size < 8e6) {
    const picture = make("img", { alt: name, class: "picture", onload: drawn });
    blobOf(link, turn).then((blob) => { if (blob) picture.src = URL.createObjectURL(blob.slice(0, blob.size, type)); });
    return picture;
  }
  return make("button", { type: "button", class: "file", onclick: async () => { const blob = await blobOf(link, turn); if (blob) save(blob, name); }, title: word("download") }, icon("file"), name);
}

const source = (link, title, path) => (path ? make("a", { href: link.base + path, target: "_blank", rel: "noopener" }, title) : make("span", {}, title));

export async function saveTranscript(link) {
  const found = await link.call("talk/transcript/");
  if (found.status === 200) save(found.data, "chat.txt");
}

export function bubble(link, turn, word, drawn) {
  const mine = turn.author === "visitor";
  const item = make("li", { class: `turn turn--${turn.author}`, "data-seq": turn.seq || null, "data-nonce": turn.nonce || null });
  if (turn.name && !mine) item.append(make("span", { class: "who" }, turn.name));
  const said = make("div", { class: "said" }, ...(turn.file ? [attached(link, turn, word, drawn)] : textNodes(turn.text)));
  if (said.querySelector(".picture")) said.classList.add("said--picture");
  item.append(said);
  if (turn.data?.sources?.length) item.append(make("span", { class: "about sources" }, word("sources"), ...turn.data.sources.map((title, i) => source(link, title, turn.data.pages?.[i]))));
  if (turn.author !== "house") {
    const at = new Date(turn.at || Date.now());
    item.append(make("time", { class: "about", datetime: at.toISOString() }, at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })));
  }
  return item;
}

export function stars(word, chosen) {
  const group = make("div", { class: "stars", role: "radiogroup", "aria-label": word("rate") });
  for (let n = 1; n <= 5; n += 1) {
    const input = make("input", { type: "radio", name: "points", value: n, class: "star-input", "aria-label": word("stars", n), onchange: () => { group.dataset.points = n; chosen(n); } });
    group.append(make("label", { class: "star" }, input, icon("star")));
  }
  return group;
}
