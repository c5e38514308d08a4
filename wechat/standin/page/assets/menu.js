// The menu bar: columns that open a list, or do something at once.

import { make } from "./nodes.js";

const place = document.getElementById("columns");
let drawnMenu = "";

export function show(menu, tap) {
  const wanted = JSON.stringify(menu);
  if (wanted === drawnMenu) return;
  drawnMenu = wanted;
  place.replaceChildren(...(menu?.button ?? []).map((button, number) => column(button, number, tap)));
}

function column(button, number, tap) {
  const whole = make("div", { class: "column" });
  const head = make("button", { type: "button" }, button.name);
  whole.append(head);
  if (!button.sub_button?.length) {
    head.addEventListener("click", () => tap(button));
    return whole;
  }
  const rows = make("ul", { class: "rows", id: `rows-${number}`, hidden: "" });
  for (const row of button.sub_button) {
    const entry = make("button", { type: "button" }, row.name);
    entry.addEventListener("click", () => { close(); head.focus(); tap(row); });
    rows.append(make("li", {}, entry));
  }
  for (const [name, value] of [["aria-haspopup", "true"], ["aria-expanded", "false"], ["aria-controls", rows.id]]) {
    head.setAttribute(name, value);
  }
  head.addEventListener("click", () => {
    const opens = rows.hidden;
    close();
    rows.hidden = !opens;
    head.setAttribute("aria-expanded", String(opens));
  });
  whole.append(rows);
  return whole;
}

export function close() {
  for (const rows of place.querySelectorAll(".rows")) rows.hidden = true;
  for (const head of place.querySelectorAll("[aria-expanded]")) head.setAttribute("aria-expanded", "false");
}

document.addEventListener("click", (event) => { if (!place.contains(event.target)) close(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const head = place.querySelector("[aria-expanded=true]");
  close();
  head?.focus();
});
