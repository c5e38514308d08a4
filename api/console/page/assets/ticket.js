// The page of a ticket: drafts that survive, words put into the answer, news as it comes.

const SENT = new Set(["answer", "note", "ask_worker", "speak"]);

const page = () => document.getElementById("ticket");
const words = () => document.getElementById("words");
const draftKey = () => `console.draft.${page()?.dataset.number}`;

function quietly(work) {
  try {
    return work();
  } catch {
    return null; // storage may be forbidden: then nothing is kept
  }
}

// Drafts: per ticket, in this tab only, gone once the words are sent.

function keepDraft() {
  const mode = document.querySelector("#composer [name=mode]:checked")?.value;
  const text = words()?.value;
  if (!text && words()) document.getElementById("canned").value = "";
  const canned = document.getElementById("canned")?.value;
  quietly(() => text
    ? sessionStorage.setItem(draftKey(), JSON.stringify({ text, mode, canned }))
    : sessionStorage.removeItem(draftKey()));
}

function restoreDraft() {
  if (SENT.has(page().dataset.done)) {
    quietly(() => sessionStorage.removeItem(draftKey()));
    history.replaceState(null, "", location.pathname); // a reload sent nothing
    page().dataset.done = "";
    return;
  }
  const kept = quietly(() => JSON.parse(sessionStorage.getItem(draftKey())));
  if (!kept || !words() || words().value) return;
  words().value = kept.text;
  document.getElementById("canned").value = kept.canned ?? "";
  const mode = document.querySelector(`#composer [name=mode][value="${kept.mode}"]`);
  if (mode) mode.checked = true;
}

// Words from elsewhere on the page.

function put(text) {
  const field = words();
  if (!field || !text) return;
  const gap = field.value && !field.value.endsWith("\n") ? "\n" : "";
  field.setRangeText(gap + text.trim(), field.value.length, field.value.length, "end");
  field.focus();
  keepDraft();
}

async function putFrom({ putFrom: address, canned }) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok || !words()) return;
  document.getElementById("canned").value += ` ${canned}`; // counted when it is sent
  put(await answer.text());
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-put], [data-put-from]");
  if (!button) return;
  if (button.dataset.putFrom) putFrom(button.dataset);
  else put(button.dataset.put);
});

document.addEventListener("input", (event) => {
  if (event.target.closest("#composer")) keepDraft();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form");
  if (event.target.matches("textarea") && form) form.requestSubmit();
});

// News: what news.js hears of this ticket and its talk.

function look() {
  for (const id of ["#head", "#stream"]) htmx.trigger(id, "news");
}

function present() {
  if (document.getElementById("present")) htmx.trigger("#present", "presence");
}

// Handed over to a union elsewhere: who sees it no more is told so.

function follow(kind) {
  document.getElementById("left").hidden = kind !== "left";
  if (kind !== "left") look();
}

const has = (detail, key) => Boolean(key && key in detail);

const HEARD = {
  "news:tickets": (detail) => has(detail, page()?.dataset.number) && follow(detail[page().dataset.number]),
  "news:talks": (detail) => has(detail, page()?.dataset.talk) && look(),
  "news:presence": (detail) => has(detail, page()?.dataset.number) && present(),
  "news:all": () => look(),
  "news:pulse": () => present(),
};
for (const [name, hear] of Object.entries(HEARD)) {
  document.body.addEventListener(name, ({ detail }) => hear(detail));
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  look();
  present();
});

// Who reads the end of the story goes on reading the end of it.

function toEnd() {
  const story = document.getElementById("stream");
  if (story) story.scrollTop = story.scrollHeight;
}

let wasAtEnd = true;
document.addEventListener("htmx:beforeSwap", () => {
  const story = document.getElementById("stream");
  if (story) wasAtEnd = story.scrollHeight - story.scrollTop - story.clientHeight < 60;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "ticket") restoreDraft();
  if (wasAtEnd || event.target.id === "ticket") toEnd();
});

restoreDraft();
toEnd();
