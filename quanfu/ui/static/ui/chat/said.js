// What is said in the chat's window, in its order, with what was read and who is writing.
import { bubble, button, make } from "./parts.js";

export class Said {
  add(turn) {
    for (const old of this.turns.querySelectorAll(".choices")) old.remove();
    const item = bubble(this.link, turn, this.word, () => this.low());
    this.turns.append(item);
    if (turn.seq) this.place(item, turn.seq);
    const choices = turn.data?.choices;
    if (choices && this.state.state === "robot") this.turns.append(make("li", { class: "choices" }, ...choices.map((text) => button(text, "button--plain", () => this.say(text)))));
    this.low(turn.author === "visitor");
    return item;
  }

  // In the order of the talk, and before what is still on its way.
  place(item, seq) {
    item.classList.remove("turn--pending");
    item.dataset.seq = seq;
    const next = [...this.turns.children].find((other) => Number(other.dataset.seq) > seq || other.matches(".turn--pending"));
    if (next && next !== item.nextElementSibling) this.turns.insertBefore(item, next);
  }

  // To the last of it, unless the visitor reads further up.
  low(always) { if (always || !this.isUp) { this.isUp = false; this.turns.scrollTop = this.turns.scrollHeight; } }

  on_turn(turn) {
    const mine = turn.author === "visitor";
    if (this.turns.querySelector(`[data-seq="${turn.seq}"]`)) return;
    const pending = mine && [...this.turns.querySelectorAll(".turn--pending")].find((item) => item.querySelector(".said").textContent === turn.text);
    if (pending) this.place(pending, turn.seq); else this.add(turn);
    if (!mine) { clearTimeout(this.writes); this.line.textContent = ""; }
    if (turn.data?.leave && this.state.state === "robot") this.leave();
    else if (turn.data?.state || turn.data?.end) { clearTimeout(this.looks); this.looks = setTimeout(() => this.look(), 50); }
    if (!mine && this.panel.hidden && turn.seq > (this.state.seen || 0)) { this.unread += 1; this.badge.textContent = this.unread; this.badge.hidden = false; this.launch.title = this.word("new", this.unread); }
    this.saw();
  }

  // A file that did not go can be sent again; its nonce lets it be said once.
  async sendFile(file, nonce = `file-${Date.now()}-${Math.random().toString(36).slice(2, 10)}`) {
    const most = this.settings?.megabytes;
    if (most && file.size > most * 1048576) { this.line.textContent = this.word("large", most); return; }
    if (!await this.isBegun({})) return;
    const form = new FormData();
    form.append("file", file, file.name || this.word("picture"));
    form.append("nonce", nonce);
    this.line.textContent = this.word("sending", file.name || this.word("picture"));
    const found = await this.link.call("talk/files/", form);
    this.line.textContent = found.status === 201 ? "" : found.data.error || this.word("failed");
    if (found.status === 0 || found.status >= 500) this.line.append(button(this.word("retry"), "button--plain", () => this.sendFile(file, nonce)));
  }

  on_kept({ nonce, seq }) {
    const item = this.turns.querySelector(`[data-nonce="${nonce}"]`);
    if (!item || item.dataset.seq) return;
    if (this.turns.querySelector(`[data-seq="${seq}"]`)) { item.remove(); return; } // it came by the stream, written otherwise
    this.place(item, seq);
  }

  on_refused({ nonce, status, text, error }) {
    const item = this.turns.querySelector(`[data-nonce="${nonce}"]`);
    item?.classList.replace("turn--pending", "turn--failed");
    item?.append(button(this.word("retry"), "button--plain", () => { item.remove(); this.say(text); }));
    this.line.textContent = status === 429 ? this.word("often") : status === 422 ? error : this.word("failed");
    if (status === 409 || status === 401) this.look();
  }

  on_typing({ by, name }) {
    if (by !== "agent") return;
    this.line.textContent = this.word("typing", name);
    clearTimeout(this.writes);
    this.writes = setTimeout(() => { this.line.textContent = ""; }, 6000);
  }

  on_read({ by, seq }) {
    if (by !== "agent") return;
    this.turns.querySelector(".read")?.remove();
    const mine = [...this.turns.querySelectorAll(".turn--visitor[data-seq]")].filter((item) => Number(item.dataset.seq) <= seq).at(-1);
    mine?.append(make("span", { class: "about read" }, this.word("read")));
  }

  saw() {
    if (this.panel.hidden || document.hidden || this.link.last <= (this.marked || 0) || !this.link.token) return;
    this.marked = this.link.last;
    this.link.mark({ read: this.link.last });
  }
}
