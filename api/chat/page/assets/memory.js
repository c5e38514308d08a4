// What this device keeps: the conversation's key, and messages not yet sent.
// Storage may be forbidden (a page inside another, private mode): then nothing is kept.

const KEY = "gonghui.conversation";
const UNSENT = "gonghui.unsent";
// A phone may be lent, sold or lost: a talk not used for a week is forgotten.
const KEPT_MS = 7 * 24 * 3600 * 1000;

function quietly(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

export function conversation() {
  return quietly(() => {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && Date.now() - kept.used < KEPT_MS ? kept.key : null;
  });
}

export function keepConversation(key) {
  quietly(() => localStorage.setItem(KEY, JSON.stringify({ key, used: Date.now() })));
}

// Unsent messages outlive a reload, but not the tab: they may tell a lot.
export function unsent() {
  const kept = quietly(() => JSON.parse(sessionStorage.getItem(UNSENT)));
  return Array.isArray(kept) ? kept : [];
}

export function keepUnsent(messages) {
  quietly(() => sessionStorage.setItem(UNSENT, JSON.stringify(messages)));
}

export function forgetConversation() {
  quietly(() => localStorage.removeItem(KEY));
}
