// Who has the floor: asks for officers' words while somebody waits for them.

import * as bubbles from "./bubbles.js";
import * as memory from "./memory.js";
import { news } from "./wire.js";
import { WORDS } from "./words.js";

const EVERY_MS = 3000;

export class Floor {
  constructor({ onChange }) {
    this.onChange = onChange;
    this.who = "bot";
    this.place = null;
    this.seen = 0;
    this.timer = null;
    this.asking = false;
    document.addEventListener("visibilitychange", () => this.wait(0));
    addEventListener("online", () => this.wait(0));
  }

  // What stands above the field.
  get state() {
    if (this.who === "queued" && this.place) return WORDS.place(this.place);
    return WORDS[this.who] ?? "";
  }

  standing(who, place = null) {
    this.who = who;
    this.place = place;
    this.onChange();
    this.wait(place === null ? 0 : EVERY_MS);
  }

  // A new talk: nothing of the old one's floor is left.
  forget() {
    this.seen = 0;
    this.standing("bot");
  }

  wait(pause = EVERY_MS) {
    clearTimeout(this.timer);
    if (this.who === "bot" || document.hidden) return;
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    const key = memory.conversation();
    if (!key || this.asking) return;
    this.asking = true;
    try {
      const told = await news(key, this.seen);
      if (told && memory.conversation() === key) this.take(told);
    } catch {
      // No network: the next try may get through.
    } finally {
      this.asking = false;
      this.wait();
    }
  }

  take({ floor, place = null, messages }) {
    this.draw(messages);
    if (floor === this.who && place === this.place) return;
    this.who = floor;
    this.place = place;
    this.onChange();
  }

  draw(messages) {
    for (const { id, move, text, at } of messages) {
      if (id <= this.seen) continue;
      this.seen = id;
      if (text) bubbles.officer(text, new Date(at));
      else if (WORDS.moves[move]) bubbles.note(WORDS.moves[move]);
    }
  }
}
