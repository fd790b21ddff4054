// Sends letters of the outbox, for pages and for the worker.
import { note } from "./outbox.js";

const PATIENCE_MS = 5000;
const FINAL = [403, 404, 409, 422];
const how = () => ({ headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(PATIENCE_MS) });

// The server's word as {status, said}; status 0 when nobody answered in time.
export async function send({ address, fields }, more) {
  try {
    const answer = await fetch(address, { ...how(), ...more, method: "POST", body: new URLSearchParams(fields) });
    return { status: answer.status, said: await answer.json().catch(() => null) };
  } catch {
    return { status: 0 };
  }
}

async function sendAnswers(letter) {
  const fresh = await fetch("/csrf-token", how()).catch(() => null);
  if (!fresh?.ok || fresh.redirected) return { status: fresh ? 401 : 0 };
  const { token } = await fresh.json();
  return send({ ...letter, fields: { ...letter.fields, csrf_token: token } });
}

// Sends a letter and returns it as it is now. Repeating it does no harm: the server knows its key, or has stored the
// same answers already.
export async function post(letter) {
  const isAlarm = letter.kind === "alarm";
  const { status, said } = await (isAlarm ? send : sendAnswers)(letter);
  const news = { status, at: Date.now() };
  if (said?.raised_at || said?.seen) news.answer = said;
  else if (!isAlarm && FINAL.includes(status)) news.refused = status;
  await note(letter, news).catch(() => null);
  return { ...letter, ...news };
}
