// Shows what measures do while they are chosen: sends the form, and puts the answer's result in place of this one.
const result = document.querySelector("[data-result]");
const announcer = document.querySelector("[data-announcer]");
let turn = 0;
let pressed = false;

// What is used, told again after it was put anew: by its id, its fold's id, or what it says.
const USED = "a, button, input, select, summary, textarea";
const nameOf = (each) => each.id || each.parentElement.id || each.textContent.trim();

function put(fresh) {
  const { activeElement: focused } = document;
  const { top } = focused.getBoundingClientRect();
  const open = [...result.querySelectorAll("details[open]")].map(({ id }) => id);
  fresh.querySelectorAll("noscript").forEach((each) => each.remove());
  result.replaceChildren(...fresh.childNodes);
  for (const each of result.querySelectorAll("details")) each.open ||= open.includes(each.id);
  const again = [...result.querySelectorAll(USED)].find((each) => nameOf(each) === nameOf(focused));
  if (!focused.isConnected && again) {
    again.focus({ preventScroll: true });
    scrollBy(0, again.getBoundingClientRect().top - top);
  }
  announcer.textContent = fresh.dataset.announce;
}

async function show(form) {
  const mine = ++turn;
  try {
    const answer = await fetch(form.dataset.choices, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A press and its release belong to the same thing: nothing is swapped between the two.
    while (pressed) await new Promise(requestAnimationFrame);
    if (answer.ok && mine === turn) put(page.querySelector("[data-result]"));
  } catch {
    // Nothing is lost: the choices stand in the form, and logging sends them.
  }
}

addEventListener("pointerdown", () => (pressed = true));
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (pressed = false));
for (const newer of ["input", "submit"]) result.addEventListener(newer, () => turn++);
result.addEventListener("change", ({ target }) => show(target.form));
