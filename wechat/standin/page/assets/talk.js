// What stands on the telephone, entry by entry.

import { drawn, make } from "./nodes.js";
import { nodesOf } from "./texts.js";
import { WORDS } from "./words.js";

const talk = document.getElementById("talk");
const list = document.getElementById("list");
const clock = new Intl.DateTimeFormat("zh-CN", { timeStyle: "short" });
const PAUSE = 300; // seconds without a word before a time is shown again

let last = 0;

export function clear() {
  list.replaceChildren();
  last = 0;
}

export function add(shown, person, say) {
  const nearEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 160;
  if (shown.at - last > PAUSE) {
    const when = new Date(shown.at * 1000);
    list.append(make("li", { class: "time" }, make("time", { datetime: when.toISOString() }, clock.format(when))));
  }
  last = shown.at;
  list.append(entry(shown, person, say));
  if (nearEnd || shown.side === "follower") talk.scrollTop = talk.scrollHeight;
}

const NOTES = {
  follow: () => WORDS.followed,
  unfollow: () => WORDS.unfollowed,
  scan: () => WORDS.scanned,
  opt_in: ({ accepted }) => WORDS.optIn(accepted),
};

function entry(shown, person, say) {
  if (shown.kind === "unavailable") return make("li", { class: "note alarm" }, WORDS.unavailable);
  if (NOTES[shown.kind]) return make("li", { class: "note" }, NOTES[shown.kind](shown.content));
  if (shown.kind === "notice") return notice(shown);
  const mine = shown.side === "follower";
  const name = mine ? person.name : WORDS.account;
  const face = make("span", { class: `face ${shown.side}`, "aria-hidden": "true" }, name.slice(0, 1));
  const row = make("li", { class: mine ? "entry mine" : "entry" }, face);
  row.append(make("span", { class: "unseen" }, `${name}：`), body(shown, say));
  const how = WORDS.how[shown.how];
  if (how) row.append(make("span", { class: "how" }, how));
  return row;
}

function body({ kind, content }, say) {
  return (BODIES[kind] ?? BODIES.other)(content, say, kind);
}

const BODIES = {
  text: ({ text }, say) => make("div", { class: "bubble" }, ...nodesOf(text, say)),
  voice: ({ text, recognised }) => {
    const words = recognised ? "" : WORDS.unheard;
    return make("div", { class: "bubble" }, drawn("voice"), ` ${WORDS.voice(text)}${words}`);
  },
  image: ({ media_id }) => {
    const picture = make("img", { src: `/standin/media/${media_id}`, alt: WORDS.picture, loading: "lazy" });
    picture.addEventListener("load", () => { talk.scrollTop = talk.scrollHeight; });
    return make("div", { class: "bubble bare" }, picture);
  },
  video: () => thing(WORDS.video, WORDS.film, "film"),
  file: ({ title, size }) => thing(title, WORDS.bytes(size), "paper"),
  link: ({ title, description }) => thing(title, description, "link"),
  location: ({ label, latitude, longitude }) => {
    const card = thing(label || WORDS.place, `${latitude}, ${longitude}`, null);
    card.append(make("div", { class: "map" }, drawn("pin")));
    return card;
  },
  msgmenu: (content, say) => {
    const bubble = make("div", { class: "bubble" }, content.head_content ?? "");
    for (const { id, content: words } of content.list) {
      const button = make("button", { type: "button", class: "tap" }, words);
      button.addEventListener("click", () => say(words, id));
      bubble.append("\n", button);
    }
    bubble.append(content.tail_content ? `\n${content.tail_content}` : "");
    return bubble;
  },
  other: (content, _, kind) => make("div", { class: "bubble" }, WORDS.other(kind)),
};

function thing(title, about, shape) {
  const card = make("div", { class: "thing" }, make("strong", {}, title), make("p", {}, about));
  if (shape) card.append(make("span", { class: "drawn" }, drawn(shape)));
  return card;
}

function notice({ how, content }) {
  const rows = Object.values(content.fields).map((value) => make("dd", {}, value));
  const card = make("li", { class: "notice" }, make("h3", {}, `${WORDS.notice} · ${WORDS.how[how]}`), make("dl", {}, ...rows));
  if (/^https?:\/\//.test(content.url ?? "")) {
    card.append(make("a", { href: content.url, target: "_blank", rel: "noopener noreferrer" }, WORDS.details));
  }
  return card;
}
