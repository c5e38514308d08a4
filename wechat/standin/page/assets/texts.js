// Turns a text into nodes as WeChat does: <a href="…">…</a>, addresses, phone numbers.
// A link of weixin://bizmsgmenu says its words when it is tapped.

import { make } from "./nodes.js";

const PATTERN = new RegExp(
  [
    String.raw`<a\s+href="(?<href>[^"]*)"\s*>(?<title>[^<]*)</a>`,
    String.raw`(?<url>https?:\/\/[\w\-.~:\/?#@!$&*+,;=%]+[\w\/#=&])`,
    String.raw`(?<phone>(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|1(?:10|19|20|2351|2333|2345|2348|2338))(?!\d|\s*元))`,
  ].join("|"),
  "g",
);

export function nodesOf(text, say) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(PATTERN)) {
    nodes.push(text.slice(end, found.index), nodeFor(found, say));
    end = found.index + found[0].length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

function nodeFor(found, say) {
  const { href, title, url, phone } = found.groups;
  if (phone) return make("a", { href: `tel:${phone.replaceAll("-", "")}` }, phone);
  if (url) return page(url, url);
  if (href.startsWith("weixin://bizmsgmenu?")) return tap(href, title, say);
  return /^https?:\/\//.test(href) ? page(href, title) : document.createTextNode(title);
}

function page(address, title) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, title);
}

// Read by hand: URLSearchParams would take a plus for a space.
function tap(href, title, say) {
  const words = href.match(/msgmenucontent=([^&]*)/)?.[1] ?? title;
  const id = href.match(/msgmenuid=([^&]*)/)?.[1] ?? "";
  const button = make("button", { type: "button", class: "tap" }, title);
  button.addEventListener("click", () => say(words, id));
  return button;
}
