// The page that looks like notes: warns without a word of it, and says "Lagret" only on the server's word.
import { alarms, freshKey } from "./alarms.js";

const EVERY_MS = 3000;
const form = document.querySelector("form[data-discreet]");
const line = document.querySelector("[data-saved]");
const { raise, retry } = alarms(form, ({ do_not_call }) => do_not_call, tell);

function say(words) {
  if (line.textContent !== words) line.textContent = words;
}

function tell({ answer, fields }) {
  if (!answer) return say(line.dataset.unsaved);
  say(`${line.dataset.saved} ${answer.time.slice(0, 5)}`);
  if (fields.token) setTimeout(ask, EVERY_MS, fields.token);
}

// Until somebody has it, which is said as quietly.
async function ask(token) {
  const how = { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ token }) };
  try {
    const { owner } = await (await fetch(form.dataset.state, how)).json();
    if (owner) return say(`${line.dataset.shared} ${owner}`);
  } catch {
    // The next time will do.
  }
  setTimeout(ask, EVERY_MS, token);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say(line.dataset.saving);
  raise(form.elements.urgency.value, freshKey(form));
});
retry();
