// The text box and what else can be sent; dialogs ask for what is needed.

import { upload } from "./wire.js";
import { PLACES, WORDS } from "./words.js";

const at = (id) => document.getElementById(id);
const words = at("words");

export function connect(act) {
  at("to-text").addEventListener("click", () => { turn(true); words.focus(); });
  at("to-menu").addEventListener("click", () => { turn(false); at("to-text").focus(); });
  at("text-row").addEventListener("submit", (event) => {
    event.preventDefault();
    send(act);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(act);
  });
  words.addEventListener("input", grow);
  at("more").addEventListener("click", () => extras(at("extras").hidden));
  at("street").append(...PLACES.map(([name], number) => new Option(name, number)));
  for (const button of at("extras").querySelectorAll("button")) {
    button.addEventListener("click", () => {
      extras(false);
      if (button.dataset.do) act(button.dataset.do, {});
      else at(button.dataset.open).showModal();
    });
  }
  at("file").addEventListener("change", () => {
    at("chosen").textContent = at("file").files[0]?.name ?? WORDS.choose;
  });
  for (const [id, read] of Object.entries(DIALOGS)) answer(id, read, act);
}

export function turn(toText) {
  at("text-row").hidden = !toText;
  at("menu-row").hidden = toText;
  extras(false);
}

function send(act) {
  const content = words.value.trim();
  if (!content) return;
  words.value = "";
  grow();
  act("text", { content });
}

function grow() {
  words.rows = Math.min(5, words.value.split("\n").length + Math.floor(words.value.length / 16));
}

function extras(open) {
  at("extras").hidden = !open;
  at("more").setAttribute("aria-expanded", String(open));
}

function answer(id, read, act) {
  const dialog = at(id);
  dialog.addEventListener("close", async () => {
    const choice = dialog.returnValue;
    dialog.returnValue = "";
    if (choice !== "yes" && choice !== "sample") return;
    const [deed, asked] = await read(choice);
    act(deed, asked);
  });
}

const DIALOGS = {
  picture: async (choice) => {
    const file = at("file").files[0];
    const blob = choice === "yes" && file ? file : await sample();
    at("file").value = "";
    at("chosen").textContent = WORDS.choose;
    return ["image", { media_id: await upload(blob) }];
  },
  voice: async () => {
    const asked = { words: at("said").value.trim(), recognised: !at("unheard").checked };
    at("said").value = "";
    return ["voice", asked];
  },
  place: async () => {
    const [, latitude, longitude, label] = PLACES[at("street").value];
    return ["location", { latitude, longitude, label }];
  },
  paper: async () => ["file", { title: at("paper-name").value, size: 238_000 }],
  page: async () => {
    const asked = { title: at("page-name").value, description: at("page-about").value };
    return ["link", { ...asked, url: "https://mp.weixin.qq.com/s/demo" }];
  },
};

function sample() {
  const canvas = document.createElement("canvas");
  canvas.width = 480;
  canvas.height = 320;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fffdf5";
  pen.fillRect(0, 0, 480, 320);
  pen.strokeStyle = "#c9bfa5";
  pen.fillStyle = "#3a342a";
  WORDS.sampleLines.forEach((line, number) => {
    pen.font = `${number ? 26 : 32}px sans-serif`;
    pen.fillText(line, 36, 70 + 66 * number);
    pen.strokeRect(24, 24 + 66 * number, 432, 66);
  });
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}
