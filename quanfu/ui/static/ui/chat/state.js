// Where the talk stands: with the robot, waiting, with a person, over; what the window shows for it.
import { afterwards, ratingForm } from "./forms.js";
import { button, make } from "./parts.js";
import { Said } from "./said.js";

const WAITS = 15000; // ms between two looks at one's place in the queue

export class State extends Said {
  async call() {
    if (!this.link.token) return;
    const found = await this.link.call("talk/person/", {});
    if (found.status === 200) { this.settle(found.data); if (found.data.closed) this.leave(); }
  }

  // A question stands until it is answered: drawn anew when something is heard, it would lose what is being written.
  askToEnd() {
    this.stands = "sure";
    const no = button(this.word("no"), "button--plain", () => { this.stands = ""; this.foot.replaceChildren(); this.draw(); });
    const yes = button(this.word("yes"), "button--primary", async () => { const found = await this.link.call("talk/end/", {}); if (found.status === 200) this.settle(found.data); else this.look(); });
    this.show(make("div", { class: "after" }, make("p", { class: "lead" }, this.word("sure")), no, yes));
    no.focus();
  }

  async look() {
    const found = await this.link.call("talk/");
    if (found.status === 200) this.settle(found.data);
    else if (found.status === 401) this.link.lose();
  }

  settle(state) { this.state = state; this.draw(); }

  draw() {
    const { word, state } = this;
    clearTimeout(this.waits);
    const place = state.place === 1 ? "next" : "place";
    const alone = state.state === "waiting" && !state.open;
    const told = { robot: () => word("robot"), waiting: () => (alone ? word("alone") : word(place, state.place, state.minutes)), with_agent: () => word("with", state.agent), ended: () => word("ended") };
    this.status.textContent = told[state.state]?.() || "";
    this.person.hidden = state.state !== "robot";
    this.finish.hidden = !state.state || state.state === "ended";
    this.on_read({ by: "agent", seq: state.read || 0 });
    if (state.state === "waiting") this.waits = setTimeout(() => this.look(), WAITS);
    const words = this.foot.querySelector("form.form")?.elements.text;
    if (state.state === "ended") this.over();
    else if (alone && !this.alone) this.leave({ text: this.foot.querySelector(".box")?.value });
    else if (state.state && this.stands !== "sure" && (!words || (this.alone && !alone))) this.composeInstead(words?.value);
    this.alone = alone;
  }

  // What was being written in a form that is needed no more is not lost.
  composeInstead(words) {
    if (!this.foot.querySelector(".composer")) this.foot.replaceChildren();
    this.compose();
    if (words) this.foot.querySelector(".box").value = words;
  }

  over() {
    const { word, link, state } = this;
    const asked = state.rate ? "rating" : "after";
    if (this.stands === asked) return null;
    this.stands = asked;
    const last = () => this.show(afterwards(word, link, state, () => { link.keep(""); link.cut?.abort(); this.begin(); }));
    if (!state.rate) return last();
    const send = async (given) => {
      const found = await link.call("talk/rating/", given);
      if (found.status !== 200) return found.data;
      this.state.rate = false;
      this.stands = "after";
      last();
      this.line.textContent = word("thanks");
      return null;
    };
    this.show(ratingForm(word, send));
    return null;
  }
}
