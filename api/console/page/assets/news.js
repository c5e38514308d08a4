/* News: one stream for all tabs of a browser, told to each page as events of its body.

   A browser opens six connections to a server and no more, so of many tabs one listens
   and passes on what it hears. The events:

     news:tickets    detail {number: kind}     something happened to tickets
     news:<number>   the same, for one ticket
     news:talks      detail {conversation: kind}
     news:talk-<id>  the same, for one conversation
     news:floor      who waits for an officer is different now
     news:presence   detail {number: kind}     who has a ticket open
     news:all        too much happened, or we were away: look at everything anew
     news:pulse      every 25 s while the page is looked at: a sign of presence
     news:minute     every minute while the page is looked at: what says how long ago
     news:lost, news:found   the stream broke, and came back

   A part of a page says which ones it wants: hx-trigger="news:261123000017 from:body". */

const STREAM = "/console/news";
const TOPICS = ["tickets", "talks", "floor", "presence"];
const UNASKED = /^(news|presence)\b/; // events that nobody makes by hand
const RETRY = 30_000; // after the server turned us away, not after a broken line

const tabs = new BroadcastChannel("gonghui-news");

function tell(name, detail) {
  document.body.dispatchEvent(new CustomEvent(`news:${name}`, { detail }));
}

function hear({ topic, kinds }) {
  if (topic === "lost" || topic === "found") return tell(topic);
  if ("*" in kinds) return tell("all", kinds);
  tell(topic, kinds);
  for (const key of Object.keys(kinds)) {
    if (topic === "tickets") tell(key, kinds);
    if (topic === "talks") tell(`talk-${key}`, kinds);
  }
}

function pass(topic, kinds = {}) {
  hear({ topic, kinds });
  tabs.postMessage({ topic, kinds });
}

function listen() {
  let isLost = false;
  const stream = new EventSource(STREAM);
  for (const topic of TOPICS) {
    stream.addEventListener(topic, (event) => pass(topic, JSON.parse(event.data)));
  }
  stream.addEventListener("open", () => {
    if (isLost) pass("found");
    isLost = false;
    document.body.dataset.news = "live";
  });
  stream.addEventListener("error", () => {
    if (!isLost) pass("lost");
    isLost = true;
    delete document.body.dataset.news;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RETRY);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

function every(milliseconds, name) {
  setInterval(() => document.visibilityState === "visible" && tell(name), milliseconds);
}

// The stream is no use of the session, nor is what a page asks because of news.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (UNASKED.test(detail.triggeringEvent?.type)) detail.headers["X-Unasked"] = "1";
});

tabs.addEventListener("message", ({ data }) => hear(data));
every(25_000, "pulse");
every(60_000, "minute");

// Whoever holds the lock listens until the tab is closed; then the next one does.
if (navigator.locks) navigator.locks.request("gonghui-news", () => { listen(); return new Promise(() => {}); });
else listen();
