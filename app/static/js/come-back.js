// Shows afresh, when the server is back, what was shown from the phone without it.
const AGAIN_MS = 10000; // and half of that again by chance, so that not all phones ask at once
const REST_MS = 3000;
const { lang, dataset } = document.documentElement;
let tapped = Date.now();
let isAway = !("kept" in dataset); // a kept page comes also while the server is only slow, and is left in peace then
let timer;

// A browser may say "online" in front of somebody else's gate, and now and then without any network.
async function isServerThere() {
  const how = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(5000) };
  const answer = await fetch(`/sw.js?lang=${lang}`, how).catch(() => null);
  return answer?.ok && answer.headers.get("Content-Type")?.startsWith("text/javascript");
}

// Not while an alarm is on its way, nor right after a tap: it may be on a link, and would come to nothing.
const isFree = () => !document.querySelector("dialog[open]") && Date.now() - tapped > REST_MS;
const comeBack = () => ("posted" in dataset ? history.back() : location.reload());

async function ask() {
  const isThere = await isServerThere();
  if (isThere && isAway && isFree()) return comeBack();
  isAway ||= !isThere;
  clearTimeout(timer);
  if (isAway) timer = setTimeout(ask, isThere ? REST_MS : AGAIN_MS * (1 + Math.random() / 2));
}

for (const tap of ["pointerdown", "keydown"]) addEventListener(tap, () => (tapped = Date.now()), { capture: true });
addEventListener("online", () => {
  isAway = true;
  ask();
});
ask();
