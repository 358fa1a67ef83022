// What the site's own storage keeps for the visitor: the token for all its pages, what is not sent yet for this one. A browser that
// keeps nothing works all the same, for as long as the page stands.
export class Kept {
  constructor(name) { this.name = name; }

  read(store) { try { return globalThis[store].getItem(this.name); } catch { return null; } }

  write(store, text) { try { if (text) globalThis[store].setItem(this.name, text); else globalThis[store].removeItem(this.name); } catch { /* for this page only */ } }

  get token() { return this.read("localStorage") || ""; }

  set token(token) { this.write("localStorage", token); }

  // Its nonce lets each be said once, however often it is sent.
  get unsent() { try { return JSON.parse(this.read("sessionStorage")) || []; } catch { return []; } }

  set unsent(messages) { this.write("sessionStorage", messages.length ? JSON.stringify(messages) : ""); }

  // A chat that another page of the site has begun.
  onBegun(begun) { addEventListener("storage", ({ key, newValue }) => { if (key === this.name && newValue) begun(newValue); }); }
}
