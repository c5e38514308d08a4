/* The list of tickets: what is new, in place; and everything from the keyboard. */

const list = document.getElementById("list");
const fresh = document.getElementById("fresh");
const SOON = 1_500; // a row that is looked at was changed
const LATER = 8_000; // only counts were, and fifty officers need not ask at once
const AWAY = 20_000; // nobody looks

/* ---- News ---- */

const changed = new Set();
let timer = null;
let due = Infinity;
let told = 0;

const rows = () => [...document.querySelectorAll("tr[data-number]")];
const numbers = () => rows().map((row) => row.dataset.number);

function plan(kinds) {
  const shown = new Set(numbers());
  const seen = Object.keys(kinds).filter((number) => shown.has(number));
  seen.forEach((number) => changed.add(number));
  const wait = document.hidden ? AWAY : seen.length ? SOON : LATER * (1 + Math.random());
  const at = Date.now() + wait;
  if (at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(update, wait);
}

function all() {
  plan(Object.fromEntries(numbers().map((number) => [number, "changed"])));
}

async function update() {
  due = Infinity;
  const asked = new URLSearchParams({ listed: numbers().join("."), changed: [...changed].join(".") });
  changed.clear();
  await htmx.ajax("GET", `${list.dataset.update}&${asked}`, {
    target: fresh, source: fresh, headers: { "X-Unasked": "1" },
  });
  announce();
}

function announce() {
  const count = Number(fresh.querySelector("[data-fresh]")?.dataset.fresh ?? 0);
  document.title = document.title.replace(/^(\(\d+\) )?/, count ? `(${count}) ` : "");
  if (count > told) ring();
  told = count;
}

for (const name of ["tickets", "presence"]) {
  document.body.addEventListener(`news:${name}`, ({ detail }) => plan(detail));
}
document.body.addEventListener("news:all", all);
document.body.addEventListener("news:lost", () => { document.getElementById("lost").hidden = false; });
document.body.addEventListener("news:found", () => { document.getElementById("lost").hidden = true; });
document.addEventListener("visibilitychange", () => !document.hidden && due < Infinity && plan({}));

/* A row that is put in place of another keeps its tick and the focus. */
let kept = null;
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const row = detail.target;
  if (!row.dataset?.number) return;
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  kept = { isTicked: row.querySelector("[name=number]")?.checked, isLink: focused?.matches("a"), isFocused: !!focused };
});
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  const row = document.getElementById(detail.target.id);
  if (!kept || !row?.dataset.number) return;
  const tick = row.querySelector("[name=number]");
  if (tick) tick.checked = kept.isTicked;
  if (kept.isFocused) (kept.isLink ? row.querySelector("a") : tick)?.focus();
  row.classList.add("changed");
  kept = null;
});

/* ---- Sound, which is off until it is asked for ---- */

const sound = document.getElementById("sound");
const SOUND = "gonghui-sound";

function show(isOn) {
  sound.setAttribute("aria-pressed", isOn);
}

function ring() {
  if (localStorage.getItem(SOUND) !== "on") return;
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: 660 });
  const volume = new GainNode(audio, { gain: 0.08 });
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.18);
  tone.addEventListener("ended", () => audio.close());
}

sound.hidden = false;
show(localStorage.getItem(SOUND) === "on");
sound.addEventListener("click", () => {
  const isOn = sound.getAttribute("aria-pressed") !== "true";
  localStorage.setItem(SOUND, isOn ? "on" : "off");
  show(isOn);
  ring();
});

/* ---- Choosing ---- */

const every = document.getElementById("all");
const ticks = () => [...document.querySelectorAll("[name=number]")];
const chosen = () => ticks().filter((tick) => tick.checked);

function tally() {
  const said = document.querySelector(".deeds .chosen");
  if (said) said.textContent = said.dataset.said.replace("#", chosen().length);
  if (every) every.checked = chosen().length > 0 && chosen().length === ticks().length;
}

if (every) {
  every.hidden = false;
  every.addEventListener("change", () => ticks().forEach((tick) => { tick.checked = every.checked; }));
}
list.addEventListener("change", tally);
list.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt !== list || !detail.successful) return;
  ticks().forEach((tick) => { tick.checked = false; });
  tally();
});

/* ---- Keyboard ---- */

const keys = document.getElementById("keys");
const opener = document.getElementById("show-keys");
const TYPING = "input:not([type=checkbox]), select, textarea, [contenteditable]";

const current = () => document.activeElement?.closest("tr[data-number]");

function step(by) {
  const known = rows();
  const at = known.indexOf(current());
  const next = known[at < 0 ? (by > 0 ? 0 : known.length - 1) : Math.min(Math.max(at + by, 0), known.length - 1)];
  next?.querySelector("a").focus();
  next?.scrollIntoView({ block: "nearest" });
}

function pick() {
  const tick = current()?.querySelector("[name=number]");
  if (!tick) return;
  tick.checked = !tick.checked;
  tally();
}

function claim() {
  if (!chosen().length) pick();
  const button = list.querySelector("[name=do][value=claim]");
  if (chosen().length) button?.click(); // htmx sends the button that was clicked
}

function help() {
  if (keys.open) keys.close();
  else keys.showModal();
}

const DEEDS = {
  j: () => step(1),
  ArrowDown: () => step(1),
  k: () => step(-1),
  ArrowUp: () => step(-1),
  x: pick,
  a: claim,
  r: () => fresh.querySelector("a")?.click(),
  n: () => document.querySelector(".above > .button")?.click(),
  "?": help,
};

opener.hidden = false;
opener.addEventListener("click", help);
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.matches(TYPING) || (keys.open && key !== "?")) return;
  if (!(key in DEEDS)) return;
  event.preventDefault();
  DEEDS[key]();
});
