// The worker's chat page: ties the parts together.

import * as bubbles from "./bubbles.js";
import * as memory from "./memory.js";
import { Floor } from "./floor.js";
import { Outbox } from "./outbox.js";
import { history } from "./wire.js";
import { WORDS } from "./words.js";

// As in api/gateway/sanitise.py.
const LONGEST = 2000;
const NEAR_THE_END = 200;

const text = document.getElementById("text");
const composer = document.getElementById("composer");
const count = document.getElementById("count");
const button = document.getElementById("send");
const banner = document.getElementById("offline");
const dialog = document.getElementById("restart-dialog");
const log = document.getElementById("log");

// A finger opens the keyboard by touching the field, not by touching a button.
const hasKeyboard = matchMedia("(hover: hover) and (pointer: fine)");

const floor = new Floor({ onChange: tell });

const outbox = new Outbox({
  onAnswer(message, answer) {
    memory.keepConversation(answer.conversation);
    bubbles.sent(message.drawn, answer.understood);
    bubbles.dropChoices();
    bubbles.assistant(answer.replies, { onChoice: say, after: message.drawn.row });
    floor.standing(answer.floor);
    document.dispatchEvent(new CustomEvent("answered"));
  },
});

function say(words) {
  const said = words.trim();
  if (!said || size(said) > LONGEST) return false;
  const heldFocus = bubbles.dropChoices();
  outbox.add(said);
  if (heldFocus) backToWork();
  return true;
}

function backToWork() {
  (hasKeyboard.matches ? text : log).focus({ preventScroll: true });
}

// The gateway counts characters, JavaScript halves of them.
function size(words) {
  return [...words].length;
}

function measure() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
  const left = LONGEST - size(text.value.trim());
  count.textContent = left < 0 ? WORDS.tooLong(-left) : left < NEAR_THE_END ? WORDS.left(left) : "";
  count.classList.toggle("over", left < 0);
  text.toggleAttribute("aria-invalid", left < 0);
  button.disabled = left < 0 || !text.value.trim();
}

function tell() {
  const state = !navigator.onLine ? WORDS.offline : floor.state;
  banner.textContent = state;
  banner.hidden = !state;
  banner.classList.toggle("alarm", !navigator.onLine);
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!say(text.value)) return;
  text.value = "";
  measure();
  text.focus({ preventScroll: true });
});

// While an input method composes, Enter picks a candidate: 229 is Safari's way to say so.
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  if (event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  composer.requestSubmit();
});
text.addEventListener("input", measure);

document.addEventListener("click", (event) => {
  const { say: words, fill } = event.target.closest?.("[data-say], [data-fill]")?.dataset ?? {};
  if (words) say(words);
  if (!fill) return;
  text.value += fill;
  measure();
  text.focus();
});

document.getElementById("restart").addEventListener("click", () => dialog.showModal());
dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes") return;
  dialog.returnValue = "";
  memory.forgetConversation();
  outbox.clear();
  bubbles.clear();
  bubbles.note(WORDS.restarted);
  floor.forget();
  log.scrollTop = 0;
  backToWork();
});

addEventListener("online", () => { tell(); outbox.retry(); });
addEventListener("offline", tell);

function restore(past, unsent) {
  bubbles.silently(() => {
    const last = past.turns.length - 1;
    const moves = [...(past.messages ?? [])];
    past.turns.forEach((turn, place) => {
      const at = new Date(turn.at);
      while (moves.length && new Date(moves[0].at) < at) floor.draw([moves.shift()]);
      if (unsent.has(turn.message_id)) return;
      bubbles.sent(bubbles.worker(turn.text, at), turn.understood);
      const onChoice = place === last ? say : null;
      bubbles.assistant(turn.replies ?? [], { at, onChoice });
    });
    floor.draw(moves);
    if (past.turns.length) bubbles.note(WORDS.restored);
  });
  floor.standing(past.floor);
}

async function start() {
  measure();
  tell();
  const key = memory.conversation();
  if (key) await reopen(key);
  outbox.resume();
  if (hasKeyboard.matches && window.self === window.top) text.focus({ preventScroll: true });
}

async function reopen(key) {
  try {
    const past = await history(key);
    if (past) restore(past, new Set(memory.unsent().map(({ id }) => id)));
    else memory.forgetConversation();
  } catch {
    // No network: the talk goes on under the key all the same.
  }
}

start();
