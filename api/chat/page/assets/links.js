// Turns the assistant's text into nodes: links, phone numbers and ticket numbers.
// Only text nodes and attributes are made here, so no text can become markup.

import { WORDS } from "./words.js";

const PATTERN = new RegExp(
  [
    String.raw`(?<url>https?:\/\/[\w\-.~:\/?#@!$&*+,;=%]+[\w\/#=&])`,
    String.raw`(?<ticket>(?<!\d)\d{6}[ \-]?\d{3}[ \-]?\d{3}(?!\d))`,
    // Short numbers: emergency, hotlines. Not sums of money or counts.
    String.raw`(?<short>(?<![\d.,\-])(?:110|119|120|12(?:315|329|333|338|345|348|351|355|356|366|393))(?![\d.,\-]|\s*(?:元|天|日|人|个|名|万|小时|分|周|月|年|%|％|号文)))`,
    String.raw`(?<area>(?<!\d)0\d{2,3}-\d{5,8}(?!\d))`,
    // Shenzhen's own numbers have eight digits; 19… and 20… could be dates.
    String.raw`(?<local>(?<!\d)(?!20)[238]\d{7}(?!\d|\s*元))`,
    String.raw`(?<mobile>(?<!\d)1[3-9]\d{9}(?!\d))`,
  ].join("|"),
  "g",
);

export function nodesOf(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PATTERN)) {
    const node = nodeFor(found);
    if (!node) continue;
    nodes.push(document.createTextNode(text.slice(end, found.index)), node);
    end = found.index + found[0].length;
  }
  nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}

function nodeFor(found) {
  const { url, ticket, local } = found.groups;
  if (url) return link(url);
  if (ticket) return isTicket(ticket) ? ticketNumber(ticket) : null;
  return phone(found[0], local ? `0755${local}` : found[0]);
}

function link(address) {
  const a = document.createElement("a");
  a.href = address;
  a.textContent = address;
  a.target = "_blank";
  a.rel = "noopener noreferrer nofollow";
  return a;
}

function phone(shown, number) {
  const a = document.createElement("a");
  a.href = `tel:${number.replaceAll("-", "")}`;
  a.textContent = shown;
  return a;
}

// YYMMDD, five digits of a serial, and a Luhn digit: a chance number rarely fits.
function isTicket(text) {
  const digits = text.replace(/\D/g, "");
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function ticketNumber(text) {
  const digits = text.replace(/\D/g, "");
  const groups = [digits.slice(0, 6), digits.slice(6, 9), digits.slice(9)];
  const whole = document.createElement("span");
  whole.className = "ticket";
  const number = document.createElement("span");
  number.className = "ticket-number";
  number.append(...groups.map((group) => {
    const part = document.createElement("span");
    part.textContent = group;
    return part;
  }));
  whole.append(number, copyButton(digits));
  return whole;
}

function copyButton(digits) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = WORDS.copy;
  button.setAttribute("aria-label", `${WORDS.copy}${WORDS.ticket}`);
  button.addEventListener("click", async () => {
    button.textContent = await copy(digits) ? WORDS.copied : WORDS.copyFailed;
    button.setAttribute("aria-label", button.textContent);
    setTimeout(() => {
      button.textContent = WORDS.copy;
      button.setAttribute("aria-label", `${WORDS.copy}${WORDS.ticket}`);
    }, 2500);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// Pages that are not https have no clipboard.
function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
