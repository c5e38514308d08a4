// The page: one telephone at a time, looked at twice a second.

import * as bar from "./bar.js";
import * as journal from "./journal.js";
import * as menu from "./menu.js";
import { make } from "./nodes.js";
import * as talk from "./talk.js";
import { post, state } from "./wire.js";
import { SCENES, WORDS } from "./words.js";

const LOOK_MS = 400;
const at = (id) => document.getElementById(id);
const people = at("people");
let me = sessionStorage.getItem("me") ?? "";
let seen = 0;
let written = 0;
let looks = 0; // a look that began before the telephone was changed is void

async function look() {
  const mine = ++looks;
  try {
    const now = await state(me, seen, written);
    if (mine === looks) show(now);
  } catch {
    if (mine === looks) say(WORDS.gone);
  }
}

function show({ followers, follower, seen: news, menu: shown, journal: entries, now, home }) {
  drawPeople(followers);
  if (!follower) {
    change(followers[0].openid);
    return;
  }
  at("following").textContent = follower.follows ? WORDS.following : WORDS.stranger;
  at("bar").hidden = at("talk").hidden = !follower.follows;
  at("card").hidden = follower.follows;
  at("unfollow").disabled = !follower.follows;
  at("grants").textContent = grants(follower, now);
  at("home").href = home;
  menu.show(shown, tap);
  for (const one of news) {
    seen = one.number;
    talk.add(one, follower, (content, menu_id) => act("text", { content, menu_id }));
  }
  if (entries.length) written = entries.at(-1).number;
  journal.add(entries);
}

function drawPeople(followers) {
  const names = followers.map(({ openid, name }) => `${openid} ${name}`).join();
  if (people.dataset.names === names) return;
  people.dataset.names = names;
  people.replaceChildren(...followers.map(({ openid, name }) => make("option", { value: openid }, name)));
  people.value = me;
}

function grants(follower, now) {
  const open = Object.values(follower.grants).filter(({ left, until }) => left && until > now);
  return WORDS.grants(follower.follows ? open.map(({ left, until }) => WORDS.grant(left, until - now)) : []);
}

function change(openid) {
  me = people.value = openid;
  sessionStorage.setItem("me", openid);
  seen = 0;
  talk.clear();
  bar.turn(false);
  look();
}

async function act(deed, asked) {
  const done = post(`followers/${encodeURIComponent(me)}/${deed}`, asked);
  setTimeout(look, 30); // one's own words stand there at once
  try {
    await done;
  } catch (error) {
    say(error.message === "409" ? WORDS.refused : WORDS.failed);
  }
  look();
}

function tap(button) {
  if (button.type === "view") {
    window.open(button.url, "_blank", "noopener");
    act("view", { url: button.url });
  } else {
    act("tap", { key: button.key });
  }
}

// One line at a time, and only while it is new.
let saying = 0;
function say(text) {
  const line = document.querySelector(".said") ?? make("p", { class: "note said", role: "status" });
  line.textContent = text;
  at("scenes").querySelector(".scenes").append(line);
  clearTimeout(saying);
  saying = setTimeout(() => line.remove(), 4000);
}

people.addEventListener("change", () => change(people.value));
at("newcomer").addEventListener("click", async () => change((await post("followers", {})).openid));
at("follow").addEventListener("click", () => act("follow", {}));
at("unfollow").addEventListener("click", () => act("unfollow", {}));
at("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  act("scan", { scene: at("scene").value });
});
const happen = (name, path, body) => at(name).addEventListener("click", async () => {
  await post(path, body);
  say(WORDS.done[name]);
  look();
});
happen("hours", "clock", { advance: 48 * 3600 });
happen("minute", "clock", { advance: 60 });
happen("lose", "faults", { path: "callback", delay: 6 });

at("scene").append(...SCENES.map(([value, name]) => new Option(name, value)));
const narrow = matchMedia("(max-width: 61.99rem)");
for (const id of ["scenes", "wire"]) at(id).open = !narrow.matches;
bar.connect(act);
await look();
setInterval(() => { if (!document.hidden) look(); }, LOOK_MS);
