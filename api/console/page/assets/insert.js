// Buttons that write something where the cursor is: fields of canned texts, steps of macros.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  const field = button && document.getElementById(button.dataset.into);
  if (!field) return;
  const newLine = button.hasAttribute("data-line") && field.selectionStart > 0
    && field.value[field.selectionStart - 1] !== "\n";
  field.setRangeText((newLine ? "\n" : "") + button.dataset.insert,
    field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
