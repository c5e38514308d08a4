// The search box is one key away from everywhere.
const WRITING = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.isComposing || event.target.closest?.(WRITING)) return;
  const box = document.getElementById("q") ?? document.getElementById("seek");
  if (!box) return;
  event.preventDefault();
  if (box.matches("a")) box.click();
  else { box.focus(); box.select(); }
});
