// The sheet for a ticket by hand: what an officer wrote into a field is not overwritten.

const form = document.getElementById("intake");
const touched = document.getElementById("touched");
const KEY = "console.draft.new";

function quietly(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

form.addEventListener("input", ({ target }) => {
  const field = target.closest("#fields .field");
  if (field) {
    touched.value = [...new Set([...touched.value.split(" "), target.name])].join(" ").trim();
    field.classList.remove("proposed");
  }
  // Numbers of people are not kept: another one may sit at this desk next.
  quietly(() => sessionStorage.setItem(KEY, document.getElementById("intake-words").value));
});

// Who is just writing into a field is not interrupted; the next pause brings it up to date.
document.addEventListener("htmx:beforeSwap", (event) => {
  const here = document.getElementById("fields");
  if (event.detail.target === here && here.contains(document.activeElement)) {
    event.detail.shouldSwap = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

form.addEventListener("submit", () => quietly(() => sessionStorage.removeItem(KEY)));

const words = document.getElementById("intake-words");
const kept = quietly(() => sessionStorage.getItem(KEY));
if (kept && !words.value) {
  words.value = kept;
  words.dispatchEvent(new Event("input", { bubbles: true }));
}
