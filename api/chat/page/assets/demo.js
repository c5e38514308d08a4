// The demo panel: text messages that the stand-in provider took.

import { WORDS } from "./words.js";

const panel = document.getElementById("demo");
const list = document.getElementById("sms");
const section = document.getElementById("messages");
const none = document.getElementById("sms-none");
const wide = matchMedia("(min-width: 70rem)");
// A message is taken within a second of the answer that announces it.
const LOOKS_MS = [300, 900, 2000, 4000];
const clock = new Intl.DateTimeFormat("zh-CN", { timeStyle: "medium" });
let shown = "";

async function look() {
  const phone = encodeURIComponent(panel.dataset.phone);
  let messages;
  try {
    const response = await fetch(`/demo/sms?phone=${phone}`, { cache: "no-store" });
    if (!response.ok) return;
    messages = await response.json();
  } catch {
    return;
  }
  if (JSON.stringify(messages) === shown) return;
  shown = JSON.stringify(messages);
  none.hidden = messages.length > 0;
  list.replaceChildren(...messages.slice(0, 1).map(item)); // an older code is void
  if (messages.length) section.parentElement.prepend(section);
}

function item({ text, at }) {
  const entry = document.createElement("li");
  const when = document.createElement("time");
  when.textContent = clock.format(new Date(at));
  when.dateTime = at;
  const words = document.createElement("p");
  words.textContent = text;
  entry.append(when, words);
  const code = text.match(/(?<!\d)\d{6}(?!\d)/)?.[0];
  if (code) entry.append(filler(code));
  return entry;
}

function filler(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.fill = code;
  button.textContent = WORDS.code(code);
  return button;
}

panel.open = wide.matches;
wide.addEventListener("change", () => { panel.open = wide.matches; });
panel.addEventListener("toggle", look);
document.addEventListener("answered", () => { for (const ms of LOOKS_MS) setTimeout(look, ms); });
look();
