/* Prints the page at a press; who has no script uses the browser's own command. */

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
