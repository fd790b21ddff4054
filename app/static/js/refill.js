// Fills a page of answers with what was typed on it without a network, when that is not sent yet, or came too late.
import { letters } from "./outbox.js";

export async function refill(form, address) {
  const kept = (await letters().catch(() => [])).find(({ key }) => key === address);
  for (const [name, value] of Object.entries(kept?.fields ?? {})) {
    const field = form.elements[name];
    if (name === "seen" || field instanceof RadioNodeList) field.value = value;
  }
  return kept;
}
