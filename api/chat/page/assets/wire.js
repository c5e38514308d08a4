// Talks to the gateway.

// Above the gateway's own budget of four seconds; a bad mobile network needs the rest.
const PATIENCE_MS = 20_000;

// The gateway understood the message and will never take it.
export class Refused extends Error {}

// The message may get through later; `seconds` is set when the gateway said when.
export class Unsent extends Error {
  constructor(seconds = null) {
    super("unsent");
    this.seconds = seconds;
  }
}

export async function send({ conversation, text, id }) {
  const body = { text, message_id: id };
  if (conversation) body.conversation = conversation;
  const response = await ask("/chat/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return read(response);
  if (response.status === 429) {
    throw new Unsent(Number(response.headers.get("Retry-After")) || 5);
  }
  if (response.status >= 500) throw new Unsent();
  throw new Refused((await read(response)).detail);
}

// The talk so far, or null when nobody knows the key any more.
export async function history(conversation) {
  const response = await ask(`/chat/conversations/${encodeURIComponent(conversation)}`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Unsent();
  return read(response);
}

// What officers said and who has the floor since a move, or null: ask later.
export async function news(conversation, after) {
  const response = await ask(`/chat/messages?conversation=${encodeURIComponent(conversation)}&after=${after}`);
  return response.ok ? read(response) : null;
}

async function ask(path, options = {}) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await fetch(path, { ...options, signal, cache: "no-store" });
  } catch {
    throw new Unsent();
  }
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new Unsent();
  }
}

// An id that nobody guesses; randomUUID exists on https and localhost only.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
