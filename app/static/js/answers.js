// Saves a page of answers in passing: a moment after each tap, and when the page is left. No tap waits for it.
const form = document.querySelector("form[data-answers]");
const line = document.querySelector("[data-saved]");
let changed, leaving, sending, timer;

async function send() {
  const body = new URLSearchParams(new FormData(form));
  body.set("go", "stay");
  changed = false;
  let words = line.dataset.unsaved;
  try {
    const answer = await fetch(form.action, { method: "POST", body, keepalive: true, signal: AbortSignal.timeout?.(8000) });
    words = line.dataset[{ 401: "signedOut", 409: "changed" }[answer.status]] ?? words;
    form.elements.seen.value = (await answer.json()).seen;
    words = `${line.dataset.saved} ${new Date().toTimeString().slice(0, 5)}`;
  } catch {
    changed = true;
  }
  if (line.textContent !== words) line.textContent = words;
}

// One at a time: each save tells what the one before it stored.
async function save() {
  clearTimeout(timer);
  await sending;
  if (!changed || leaving || sending) return;
  sending = send();
  await sending;
  sending = null;
}

form.addEventListener("change", () => {
  changed = true;
  leaving = false;
  clearTimeout(timer);
  timer = setTimeout(save, 500);
});
form.addEventListener("submit", (event) => {
  if (sending) event.preventDefault();
  if (sending && !leaving) sending.then(() => form.requestSubmit(event.submitter));
  leaving = true;
});
addEventListener("pagehide", save);
addEventListener("online", save);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
document.addEventListener("visibilitychange", () => document.hidden && save());
