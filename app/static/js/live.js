// Keeps what is said about alarms fresh on an open page: asks every few seconds, and says so when nobody answers.
import { ring } from "./ringing.js";
import { setClock, tick } from "./since.js";
import { swap } from "./swap.js";
import { announce, tell } from "./telling.js";
import { showWhile } from "./while.js";

const PATIENCE_MS = 5000;
const SLOWEST_MS = 16000;
const part = document.querySelector("[data-live]");
const { tokenAddress, token } = part.dataset;
let { live: address, mark } = part.dataset;
let failures = 0;
let timer;

function request() {
  const signal = AbortSignal.timeout?.(PATIENCE_MS);
  if (address) return fetch(address, { signal, headers: { "If-None-Match": `"${mark}"` } });
  const body = new URLSearchParams({ token, mark });
  return fetch(tokenAddress, { method: "POST", signal, body, headers: { Accept: "application/json" } });
}

// What is new, or null when nothing is. Where the sign-in has run out, the meeting's own token still reads its alarm.
async function news() {
  const answer = await request();
  setClock(Date.parse(answer.headers.get("Date")));
  if ([204, 304].includes(answer.status)) return null;
  if (address && (answer.redirected || answer.status === 401)) {
    address = "";
    return token ? news() : null;
  }
  if (!answer.ok) throw new Error(answer.status);
  return address ? { html: await answer.text(), mark: answer.headers.get("ETag").match(/"(.*)"/)[1] } : answer.json();
}

async function refresh() {
  clearTimeout(timer);
  try {
    const fresh = await news();
    failures = 0;
    if (fresh) await put(fresh);
    tell(address || token ? "" : "signed-out");
  } catch {
    failures += 1;
    tell("lost");
  }
  if (address || token) timer = setTimeout(refresh, Math.min(part.dataset.every * 2 ** failures, SLOWEST_MS));
}

async function put(fresh) {
  await swap(part, fresh.html);
  mark = fresh.mark;
  tick();
  announce(part.querySelectorAll("[data-said]"));
  follow();
}

// What else on the page depends on how it stands, and whether it must be heard.
function follow() {
  const { activeElement: focused } = document;
  const state = part.querySelector("[data-state]")?.dataset.state;
  if (state) showWhile(state, part.closest("main"));
  if (focused.closest("[hidden]")) part.focus();
  ring(part.querySelectorAll("[data-rings]").length);
}

follow();
refresh();
for (const event of ["online", "offline", "pageshow"]) addEventListener(event, refresh);
document.addEventListener("visibilitychange", () => document.hidden || refresh());
