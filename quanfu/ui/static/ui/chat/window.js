// The chat's window: the button in the corner, what is said, and which form stands below it.
import { composer } from "./composer.js";
import { leaveForm, startForm } from "./forms.js";
import { frame, goRound } from "./frame.js";
import { Link } from "./link.js";
import { State } from "./state.js";
import { wordsFor } from "./words.js";

const TYPED = 3000;
const AGAIN = 5000; // ms until a window that found no answer asks again

export class Window extends State {
  constructor(body, { base, channel, language, inside }) {
    super();
    Object.assign(this, { body, language, word: wordsFor(language), link: new Link(base, channel), unread: 0, state: {}, typed: 0, inside });
    const { word } = this;
    Object.assign(this, frame(word, { open: () => this.open(), close: () => this.close(), call: () => this.call(), end: () => this.askToEnd() }));
    this.shut.hidden = inside;
    this.launch.hidden = inside;
    body.append(this.panel, this.launch);
    this.panel.addEventListener("keydown", (event) => { if (inside) return; if (event.key === "Escape" && !event.isComposing) this.close(); else goRound(this.panel, event); });
    for (const name of ["turn", "kept", "refused", "typing", "read", "lost", "found", "begun", "gone"]) this.link.addEventListener(name, ({ detail }) => this[`on_${name}`](detail));
    document.addEventListener("visibilitychange", () => this.saw());
    this.turns.addEventListener("scroll", () => { const { scrollHeight, scrollTop, clientHeight } = this.turns; this.isUp = scrollHeight - scrollTop - clientHeight > 40; });
    if (this.link.token) this.resume();
  }

  async open() {
    this.panel.hidden = false;
    this.body.classList.add("chat--open");
    this.launch.setAttribute("aria-expanded", "true");
    this.unread = 0;
    this.badge.hidden = true;
    this.low(true);
    if (!this.settings && !await this.load()) return;
    this.saw();
    if (!this.inside) this.enter();
  }

  // What the window must know before anything is said; asked again while it stands open. False as long as there is no answer.
  async load() {
    const found = await this.link.call(`?locale=${/^zh/i.test(this.language) ? "zh" : "en"}`);
    if (found.status !== 200) {
      this.line.textContent = this.word("absent");
      setTimeout(() => { if (!this.settings && !this.panel.hidden) this.open(); }, AGAIN);
      return false;
    }
    this.line.textContent = "";
    this.settings = found.data;
    this.title.textContent = found.data.name;
    if (!this.link.token) this.begin();
    return true;
  }

  close() {
    this.panel.hidden = true;
    this.body.classList.remove("chat--open");
    this.launch.setAttribute("aria-expanded", "false");
    this.launch.focus();
  }

  show(...parts) {
    this.panel.classList.toggle("panel--form", parts[0].matches(".form") && !this.state.state);
    this.foot.replaceChildren(...parts);
    this.low(true);
    if (!this.panel.hidden && !this.inside) this.enter();
  }

  // To where one would go on.
  enter() { (this.foot.querySelector(".box, .field input, .field textarea, .button--primary, .star-input") || this.shut).focus({ preventScroll: true }); }

  begin() {
    this.turns.replaceChildren();
    this.state = {};
    this.stands = "";
    this.draw();
    const { settings } = this;
    if (!settings.open && !settings.robot) return this.leave();
    const start = (given) => this.start("talks/", given);
    if (Object.values(settings.fields).some((field) => field !== "off")) this.show(startForm(this.word, settings, start));
    else this.compose();
    return null;
  }

  async start(path, given) {
    const found = await this.link.call(path, { ...given, locale: this.language, page: location.href.slice(0, 300) });
    if (found.status !== 201) {
      if (found.data.field !== "closed") return found.data;
      this.leave(given);
      return null;
    }
    if (found.data.token) this.link.keep(found.data.token);
    this.settle(found.data);
    this.link.listen();
    return null;
  }

  async resume() {
    await this.look();
    if (!this.link.token) return;
    this.link.listen();
    for (const message of this.link.waiting) this.pending(message);
  }

  pending(message) { this.add({ author: "visitor", ...message }).classList.add("turn--pending"); }

  leave(known = {}) {
    const send = (given) => this.start("messages/", { ...given, text: given.text });
    const back = ["robot", "waiting"].includes(this.state.state) ? () => { this.foot.replaceChildren(); this.compose(); } : null;
    this.show(leaveForm(this.word, this.settings || { longest: 2000 }, { ...known, reachable: this.state.reachable }, send, back));
  }

  compose() {
    if (this.foot.querySelector(".composer")) return;
    this.show(composer(this.word, this.settings?.longest || 2000, { say: (text) => this.say(text), send: (file) => this.sendFile(file), typed: () => this.typing() }));
  }

  typing() {
    if (!this.link.token || Date.now() - this.typed < TYPED) return;
    this.typed = Date.now();
    this.link.mark({ typing: true });
  }

  // Whether it is on its way; what is not stays in the box.
  async say(text) {
    if (!await this.isBegun({ text })) return false;
    this.pending(this.link.say(text));
    return true;
  }

  // A chat without a form begins with the first thing that is said: once, however much is said before it has begun.
  async isBegun(said) {
    if (this.link.token) return true;
    this.begins ||= this.start("talks/", said).finally(() => { this.begins = null; });
    const refused = await this.begins;
    if (refused) this.line.textContent = refused.error || this.word("failed");
    return Boolean(this.link.token);
  }

  on_begun() { this.turns.replaceChildren(); this.resume(); }

  on_gone() { if (this.settings) this.begin(); }

  on_lost() { this.line.textContent = this.word("lost"); this.isLost = true; }

  on_found() { if (this.isLost) { this.isLost = false; this.line.textContent = ""; this.look(); } }
}
