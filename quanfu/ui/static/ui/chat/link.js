// The chat's line to the server: calls, the stream with what is said, and messages that go once however often they are sent. No
// cookies: the visitor's token stands in each call and in the site's own localStorage.
import { Kept } from "./kept.js";

const FIRST_PAUSE = 500;
const NO_STREAM = 8000; // ms without a greeting after which a network is held to let no stream through
const POLL = 4000;

export class Link extends EventTarget {
  constructor(base, channel) {
    super();
    const kept = new Kept(`quanfu-chat-${channel}`);
    Object.assign(this, { base, channel, kept, token: kept.token, last: 0, pause: FIRST_PAUSE, polling: false, running: false });
    this.waiting = this.token ? kept.unsent : [];
    kept.onBegun((token) => { if (!this.token) { this.token = token; this.tell("begun"); } });
    addEventListener("online", () => { this.pause = FIRST_PAUSE; this.again?.(); this.resend?.(); });
    addEventListener("offline", () => this.cut?.abort());
    document.addEventListener("visibilitychange", () => { if (this.crowded && !document.hidden) { this.crowded = this.polling = false; this.again?.(); } });
  }

  keep(token) {
    this.token = this.kept.token = token;
    this.last = 0;
    if (!token) this.kept.unsent = this.waiting = [];
  }

  lose() { this.keep(""); this.tell("gone"); } // the server knows the token no more

  tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  get headers() { return this.token ? { Authorization: `Bearer ${this.token}` } : {}; }

  // A page of the portal: {status, data}; data.error says in words what was refused. Status 0: no connection.
  async call(path, body) {
    const form = body instanceof FormData;
    const options = { method: body ? "POST" : "GET", headers: { ...this.headers }, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
    if (body) options.body = form ? body : JSON.stringify(body);
    if (body && !form) options.headers["Content-Type"] = "application/json";
    try {
      const response = await fetch(`${this.base}/chat/${this.channel}/${path}`, options);
      const json = (response.headers.get("Content-Type") || "").includes("json");
      return { status: response.status, data: json ? await response.json() : await response.blob() };
    } catch { return { status: 0, data: {} }; }
  }

  async live(body, query = "", signal) {
    const options = { headers: { ...this.headers }, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal };
    if (body) Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    return fetch(`${this.base}/chat/live/${query}`, options);
  }

  // Sent in order, each until the server has it; the message comes back as the event "kept" or "refused".
  say(text) {
    const message = { nonce: crypto.randomUUID?.() || `${Date.now()}-${Math.random().toString(36).slice(2, 14)}`, text };
    this.waiting.push(message);
    this.kept.unsent = this.waiting;
    this.flush();
    return message;
  }

  async flush() {
    if (this.sending) return;
    for (this.sending = true; this.waiting.length;) {
      const message = this.waiting[0];
      let status = 0; let data = {};
      try { const response = await this.live(message); data = await (response.ok ? response.json() : response.json().catch(() => ({}))); status = response.status; } catch { /* below */ }
      if (status === 0 || status >= 500) {
        await new Promise((resume) => { this.resend = resume; setTimeout(resume, this.pause); });
        this.pause = Math.min(this.pause * 2, 10000);
        continue;
      }
      if (this.waiting[0] === message) this.waiting.shift();
      this.kept.unsent = this.waiting;
      this.tell(status === 200 ? "kept" : "refused", { ...message, ...data, status });
    }
    this.sending = false;
  }

  mark(body) { this.live(body).catch(() => {}); }

  // The stream, for as long as there is a token.
  async listen() {
    if (this.running) return;
    this.running = true;
    while (this.token) {
      const token = this.token;
      try {
        await (this.polling ? this.poll() : this.stream());
      } catch { if (token === this.token) this.tell("lost"); }
      if (!this.token) break;
      await new Promise((resume) => { this.again = resume; setTimeout(resume, this.pause * (1 + Math.random() * 0.3)); });
      this.pause = Math.min(this.pause * 2, 15000);
    }
    this.running = false;
  }

  async poll() {
    const response = await this.live(null, `?once=1&since=${this.last}`);
    if (response.status === 401) return this.lose();
    for (const turn of (await response.json()).turns) this.heard("turn", turn);
    this.tell("found"); this.flush();
    this.pause = POLL / 2;
  }

  async stream() {
    const cut = new AbortController();
    this.cut = cut;
    let beat = 20; let greeted = false; let watch = setTimeout(() => { this.polling = !greeted; cut.abort(); }, NO_STREAM);
    try {
      const response = await this.live(null, `?since=${this.last}`, cut.signal);
      if (response.status === 401) return this.lose();
      if (!response.ok) throw new Error(String(response.status));
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { value, done } = await reader.read();
        if (done) throw new Error("ended");
        clearTimeout(watch); watch = setTimeout(() => cut.abort(), beat * 2500);
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          const name = /^event: (.*)$/m.exec(block)?.[1];
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (name === "hello") { greeted = true; beat = JSON.parse(data).beat; this.pause = FIRST_PAUSE; this.tell("found"); this.resend?.(); this.flush(); }
          else if (name === "bye") this.crowded = this.polling = true; // too many windows of this visitor: this one asks now and then
          else if (name && data) this.heard(name, JSON.parse(data));
        }
      }
    } finally { clearTimeout(watch); }
  }

  // Turns in their order and each once: a gap, or the word that something was too long to tell, is filled by asking.
  heard(name, data) {
    if (name === "turn") {
      if (data.seq <= this.last) return;
      if (data.seq > this.last + 1 && !this.polling) { this.fill(); return; }
      this.last = data.seq;
    }
    if (name !== "more") this.tell(name, data);
    else if (data.seq > this.last) this.fill();
  }

  async fill() {
    if (this.filling) return;
    this.filling = true;
    try {
      const turns = (await (await this.live(null, `?once=1&since=${this.last}`)).json()).turns;
      for (const turn of turns) if (turn.seq > this.last) { this.last = turn.seq; this.tell("turn", turn); }
    } catch { this.cut?.abort(); } finally { this.filling = false; }
  }
}
