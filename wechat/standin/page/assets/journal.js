// What went over the wire, newest first.

import { make } from "./nodes.js";
import { EVENTS, OUTCOMES } from "./words.js";

const place = document.getElementById("journal");
const clock = new Intl.DateTimeFormat("zh-CN", { timeStyle: "medium" });
const LINES = 200;

export function add(entries) {
  for (const entry of entries) place.prepend(line(entry));
  while (place.children.length > LINES) place.lastElementChild.remove();
}

function line(entry) {
  const arrow = entry.direction === "from_wechat" ? "→" : "←";
  const name = EVENTS[entry.what] ?? entry.what;
  const what = make("td", {}, `${arrow} ${name} `, make("code", {}, entry.what));
  return make("tr", {},
    make("td", {}, clock.format(new Date(entry.at * 1000))),
    what,
    make("td", { class: isBad(entry) ? "bad" : null }, outcome(entry)),
    make("td", {}, String(entry.ms)));
}

function outcome(entry) {
  const parts = [OUTCOMES[entry.outcome] ?? entry.outcome];
  if (entry.errcode) parts.push(String(entry.errcode));
  if (entry.deliveries > 1) parts.push(`送了 ${entry.deliveries} 次`);
  return parts.join("，");
}

function isBad(entry) {
  return entry.outcome === "unavailable" || entry.outcome === "refused";
}
