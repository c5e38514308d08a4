// Talks to the stand-in.

export async function state(openid, after, journal) {
  const query = new URLSearchParams({ openid, after, journal });
  const answer = await fetch(`/standin/state?${query}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

export async function post(path, body) {
  const answer = await fetch(`/standin/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

export async function upload(blob) {
  const answer = await fetch("/standin/media", {
    method: "POST",
    headers: { "Content-Type": blob.type },
    body: blob,
  });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).media_id;
}
