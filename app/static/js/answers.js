// Saves a page of answers in passing: a moment after each tap, and when the page is left. No tap waits for it.
// Without a network they are kept on this phone, and sent when it is back: by this page, or else by the worker.
import { forget, keep } from "./outbox.js";
import { post, send } from "./post.js";
import { refill } from "./refill.js";

const form = document.querySelector("form[data-answers]");
const line = document.querySelector("[data-saved]");
const address = location.pathname;
let changed, leaving, saving, timer, lost;

function say(words) {
  if (line.textContent !== words) line.textContent = words;
}

const sayStored = (moment) => say(`${line.dataset.saved} ${moment.toTimeString().slice(0, 5)}`);

async function store() {
  const fields = { ...Object.fromEntries(new FormData(form)), go: "stay" };
  const typed = { key: address, kind: "answers", address, fields };
  changed = false;
  const { status, said, answer = said } = await (lost ? post(typed) : send(typed, { keepalive: true }));
  lost = !status || status >= 500;
  if (answer?.seen) {
    form.elements.seen.value = answer.seen;
    forget(address).catch(() => null);
    return sayStored(new Date());
  }
  changed = true;
  if (!lost) return say(line.dataset[{ 401: "signedOut", 409: "changed" }[status] ?? "unsaved"]);
  leaving = false;
  timer = setTimeout(save, 5000);
  say(await keep(typed).then(() => line.dataset.onPhone, () => line.dataset.unsaved));
}

// One at a time: each save tells what the one before it stored.
async function save() {
  clearTimeout(timer);
  await saving;
  if (!changed || leaving || saving) return;
  saving = store();
  await saving;
  saving = null;
}

async function resume() {
  const kept = await refill(form, address);
  if (!kept) return;
  if (kept.answer) return sayStored(new Date(kept.at));
  if (kept.refused) return say(line.dataset.changed);
  changed = lost = true;
  save();
}

form.addEventListener("change", () => {
  changed = true;
  leaving = false;
  clearTimeout(timer);
  timer = setTimeout(save, 500);
});
form.addEventListener("submit", (event) => {
  const goOn = () => lost || form.requestSubmit(event.submitter);
  const isCutOff = lost || !navigator.onLine;
  if (saving || isCutOff) event.preventDefault();
  if (isCutOff && !saving) {
    changed = true;
    save().then(goOn);
  } else if (saving && !leaving) saving.then(goOn);
  else if (!saving) forget(address).catch(() => null);
  leaving = !isCutOff;
});
addEventListener("pagehide", save);
addEventListener("online", save);
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
document.addEventListener("visibilitychange", () => document.hidden && save());
resume();
