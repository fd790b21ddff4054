// Alarms raised on this phone: each is kept, and sent again and again until the server has said that it has it.
import { forget, keep, lastReader, letters } from "./outbox.js";
import { post } from "./post.js";

const EVERY_MS = 3000;

export const freshKey = (form) => crypto.randomUUID?.().replaceAll("-", "") ?? form.elements.client_key.value;

// Of the alarms of whoever reads the page, `isOurs` picks those that it tells of; `tell` is called with each, as it is
// after every attempt. What somebody else on this phone has not sent is neither shown nor sent here.
export function alarms(form, isOurs, tell) {
  const tapped = new Map(); // also where the browser keeps nothing
  const onTheirWay = new Set();
  let timer;

  const whose = async () => form.elements.reader.value || lastReader();

  async function waiting() {
    const reader = await whose();
    const kept = (await letters().catch(() => [])).filter(({ kind }) => kind === "alarm");
    const all = new Map([...tapped, ...kept.map((each) => [each.key, each])]);
    return [...all.values()].filter(({ fields }) => [reader, ""].includes(fields.reader) && isOurs(fields));
  }

  async function attempt(letter) {
    if (onTheirWay.has(letter.key)) return;
    onTheirWay.add(letter.key);
    const now = letter.answer ? letter : await post(letter);
    if (now.answer) {
      tapped.delete(letter.key);
      await forget(letter.key).catch(() => null);
    }
    onTheirWay.delete(letter.key);
    tell(now);
  }

  async function retry() {
    clearTimeout(timer);
    const all = await waiting();
    await Promise.all(all.map(attempt));
    clearTimeout(timer);
    if (all.length) timer = setTimeout(retry, EVERY_MS);
  }

  // A second tap while the first is on its way is the same alarm.
  async function raise(urgency, key) {
    if (!(await waiting()).some(({ fields }) => fields.urgency === urgency)) {
      const { note, ...fields } = { ...Object.fromEntries(new FormData(form)), urgency, client_key: key };
      fields.reader = await whose();
      const letter = { key, kind: "alarm", address: form.getAttribute("action"), fields };
      tapped.set(key, letter);
      await keep(letter).catch(() => null);
    }
    await retry();
  }

  for (const event of ["online", "pageshow"]) addEventListener(event, retry);
  document.addEventListener("visibilitychange", () => document.hidden || retry());
  return { waiting, raise, retry };
}
