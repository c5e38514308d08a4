// Draws the talk: bubbles, times, choices.

import { nodesOf } from "./links.js";
import { WORDS } from "./words.js";

const log = document.getElementById("log");
const newer = document.getElementById("newer");
const clock = new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const date = new Intl.DateTimeFormat("zh-CN", { month: "long", day: "numeric" });
let lastDay = null;
let typing = null;
let following = false;

newer.addEventListener("click", () => toEnd());
log.addEventListener("scroll", () => {
  following = isAtEnd();
  if (following) newer.hidden = true;
});
// A keyboard, a banner or a growing field takes room: who read the end still does.
new ResizeObserver(() => { if (following) toEnd(); }).observe(log);

function element(tag, className, text = "") {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function isAtEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 80;
}

export function toEnd() {
  log.scrollTop = log.scrollHeight;
  following = true;
  newer.hidden = true;
}

// Draw what came back from the server without reading all of it aloud.
export function silently(draw) {
  log.setAttribute("aria-live", "off");
  draw();
  toEnd();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

export function clear() {
  for (const node of [...log.children]) {
    if (!node.classList.contains("welcome")) node.remove();
  }
  lastDay = null;
  typing = null;
}

export function note(text) {
  log.append(element("p", "note", text));
  toEnd();
}

export function worker(text, at = new Date()) {
  newDay(at);
  const row = element("div", "row worker");
  const bubble = element("div", "bubble");
  bubble.append(element("span", "unseen", WORDS.you), document.createTextNode(text));
  const state = element("p", "state");
  row.append(bubble, state);
  place(row);
  toEnd();
  return { row, state, at };
}

export function sent({ row, state, at }, understood) {
  row.classList.remove("unsent");
  state.replaceChildren(time(at));
  if (!understood) return;
  const percent = Math.round(understood.confidence * 100);
  state.append(element("span", "understood", WORDS.understood(understood.intent, percent)));
}

export function sending({ row, state }) {
  row.classList.remove("unsent");
  state.replaceChildren(element("span", "", WORDS.sending));
}

export function held({ state }) {
  state.replaceChildren(element("span", "", WORDS.held));
}

export function waiting({ row, state }, retry) {
  row.classList.add("unsent");
  const button = element("button", "plain", WORDS.retry);
  button.type = "button";
  button.addEventListener("click", retry);
  state.replaceChildren(element("span", "", WORDS.waiting), button);
}

export function refused({ row, state }, reason) {
  row.classList.add("unsent");
  state.replaceChildren(element("span", "", WORDS.refused + reason));
}

export function assistant(replies, { at = new Date(), onChoice = null, after = null } = {}) {
  if (!replies.length) return;
  const follow = isAtEnd();
  newDay(at);
  const row = element("div", "row assistant");
  row.append(avatar());
  const column = element("div", "column");
  column.append(element("span", "unseen", WORDS.assistant));
  for (const reply of replies) column.append(bubbleOf(reply));
  column.append(time(at));
  row.append(column);
  if (after) after.after(row);
  else place(row);
  const buttons = replies.flatMap((reply) => reply.buttons ?? []);
  if (onChoice && buttons.length) column.append(choices(buttons, onChoice));
  show(row, follow);
}

export function officer(text, at) {
  const follow = isAtEnd();
  newDay(at);
  const row = element("div", "row assistant officer");
  const column = element("div", "column");
  column.append(element("span", "unseen", WORDS.officerSays), bubbleOf({ text }), time(at));
  row.append(avatar(), column);
  place(row);
  show(row, follow);
}

function bubbleOf(reply) {
  const bubble = element("div", "bubble");
  bubble.append(...nodesOf(reply.text));
  return bubble;
}

function choices(buttons, onChoice) {
  const group = element("div", "choices");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", WORDS.choices);
  for (const { title, payload } of buttons) {
    const button = element("button", "", title);
    button.type = "button";
    button.addEventListener("click", () => onChoice(payload));
    group.append(button);
  }
  return group;
}

// Choices belong to the last question only.
export function dropChoices() {
  const held = document.activeElement?.closest?.(".choices");
  for (const group of log.querySelectorAll(".row .choices")) group.remove();
  return Boolean(held);
}

export function startTyping() {
  if (typing) return;
  const follow = isAtEnd();
  typing = element("div", "row assistant typing");
  const bubble = element("div", "bubble");
  bubble.append(element("span", "unseen", WORDS.typing));
  for (let n = 0; n < 3; n += 1) bubble.append(element("i"));
  typing.append(avatar(), bubble);
  log.append(typing);
  if (follow) toEnd();
}

export function stopTyping() {
  typing?.remove();
  typing = null;
}

// Messages stand above the three dots.
function place(row) {
  if (typing) typing.before(row);
  else log.append(row);
}

// A long answer is read from its beginning; a short one is shown whole.
function show(row, follow) {
  if (!follow) newer.hidden = false;
  else if (row.offsetHeight > log.clientHeight * 0.8) log.scrollTop = row.offsetTop - 8;
  else toEnd();
}

function avatar() {
  const mark = element("img", "avatar");
  mark.src = "/chat/assets/mark.svg";
  mark.alt = "";
  return mark;
}

function time(at) {
  const node = element("time", "", clock.format(at));
  node.dateTime = at.toISOString();
  return node;
}

function newDay(at) {
  const day = at.toDateString();
  if (day === lastDay) return;
  lastDay = day;
  const yesterday = new Date(Date.now() - 24 * 3600 * 1000).toDateString();
  const isToday = day === new Date().toDateString();
  const name = isToday ? WORDS.today : day === yesterday ? WORDS.yesterday : date.format(at);
  place(element("p", "day", name));
}
