// Keeps what concerns an alarm fresh on an open page, counts the time, and is heard until somebody has it.
const EVERY = 2000;
const part = document.querySelector("[data-live]");
const title = document.title;
let mark = part?.dataset.mark;
let sound;

async function refresh() {
  const { live: address, token } = part.dataset;
  try {
    const answer = await fetch(address, token ? asOwner(token) : { headers: mark ? { "If-None-Match": `"${mark}"` } : {} });
    if (answer.ok) await show(answer, token);
    part.removeAttribute("data-lost");
  } catch {
    part.setAttribute("data-lost", "");
  }
}

function asOwner(token) {
  return { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ token }) };
}

async function show(answer, token) {
  const fresh = token ? await answer.json() : { html: await answer.text(), mark: answer.headers.get("ETag")?.replaceAll('"', "") };
  if (fresh.mark === mark) return;
  mark = fresh.mark;
  part.innerHTML = new DOMParser().parseFromString(fresh.html, "text/html").body.innerHTML;
  ring(Number(answer.headers.get("X-Ringing")));
}

function ring(count) {
  clearInterval(sound);
  document.title = title;
  if (!count) return;
  let turn = 0;
  sound = setInterval(() => {
    turn += 1;
    document.title = turn % 2 ? `(${count}) ! ${title}` : title;
    beep();
  }, 1000);
}

function beep() {
  const context = (beep.context ??= new AudioContext());
  const tone = context.createOscillator();
  tone.frequency.value = 880;
  tone.connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.25);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value));
}
if (part) {
  setInterval(refresh, EVERY);
  refresh();
}
