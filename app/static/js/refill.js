// Fills a page of answers with what was typed on it without a network, when that is not sent yet, or came too late.
import { forget, letters } from "./outbox.js";

const MEANWHILE_MS = 10000;

function put(form, fields, seen) {
  for (const [name, value] of Object.entries(fields)) {
    if (form.elements[name] instanceof RadioNodeList) form.elements[name].value = value;
  }
  form.elements.seen.value = seen;
}

// Returns what has become of them, or null when there is nothing to tell.
export async function refill(form, address) {
  const { answer, at, fields, refused } = (await letters().catch(() => [])).find(({ key }) => key === address) ?? {};
  if (!fields) return null;
  if (!answer) put(form, fields, fields.seen);
  // The worker has sent it while this page was on its way here, without it.
  else if (Date.now() - at < MEANWHILE_MS) put(form, fields, answer.seen);
  if (answer) await forget(address);
  return { answer, at, refused };
}
