// Sends messages one after the other, each until it is answered or refused.
// A message keeps its id through every try: the gateway answers it once.

import * as bubbles from "./bubbles.js";
import * as memory from "./memory.js";
import { Refused, newId, send } from "./wire.js";

const TYPING_AFTER_MS = 250;
const PAUSES_S = [2, 4, 8, 15, 30];

export class Outbox {
  constructor({ onAnswer }) {
    this.onAnswer = onAnswer;
    this.waiting = [];
    this.busy = false;
    this.tries = 0;
    this.timer = null;
    this.generation = 0;
  }

  add(text, { id = newId(), at = new Date() } = {}) {
    const drawn = bubbles.worker(text, at);
    this.waiting.push({ id, text, at, drawn });
    this.keep();
    bubbles.held(drawn);
    this.pump();
  }

  // Take up what a reload interrupted.
  resume() {
    for (const { id, text, at } of memory.unsent()) this.add(text, { id, at: new Date(at) });
  }

  retry() {
    this.tries = 0;
    this.pump();
  }

  clear() {
    clearTimeout(this.timer);
    this.waiting = [];
    this.tries = 0;
    this.busy = false;
    this.generation += 1; // an answer still under way belongs to the old talk
    this.keep();
    bubbles.stopTyping();
  }

  keep() {
    memory.keepUnsent(this.waiting.map(({ id, text, at }) => ({ id, text, at })));
  }

  async pump() {
    clearTimeout(this.timer);
    if (this.busy || !this.waiting.length) return;
    this.busy = true;
    const generation = this.generation;
    const [message] = this.waiting;
    bubbles.sending(message.drawn);
    const dots = setTimeout(() => bubbles.startTyping(), TYPING_AFTER_MS);
    const outcome = await this.attempt(message);
    clearTimeout(dots);
    if (generation !== this.generation) return;
    bubbles.stopTyping();
    this.busy = false;
    this.settle(message, outcome);
  }

  async attempt({ id, text }) {
    try {
      return { answer: await send({ conversation: memory.conversation(), text, id }) };
    } catch (error) {
      return { error };
    }
  }

  settle(message, { answer, error }) {
    if (error && !(error instanceof Refused)) {
      this.pause(message, error.seconds);
      return;
    }
    this.tries = 0;
    this.waiting.shift();
    this.keep();
    if (error) bubbles.refused(message.drawn, error.message);
    else this.onAnswer(message, answer);
    this.pump();
  }

  pause(message, seconds) {
    bubbles.waiting(message.drawn, () => this.retry());
    const pause = seconds ?? PAUSES_S[Math.min(this.tries, PAUSES_S.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.pump(), pause * 1000);
  }
}
