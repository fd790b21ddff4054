// "Avbryt møte": says "Varslet" only on the server's word; until then the whole screen says whom to call.
import { alarms, freshKey } from "./alarms.js";
import { showWhile } from "./while.js";

const form = document.querySelector("form[data-abort]");
const bar = form.closest("details");
const screen = document.querySelector("[data-alarm-screen]");
const reopen = document.querySelector("[data-reopen]");
const { waiting, raise, retry } = alarms(form, ({ do_not_call }) => !do_not_call, tell);
let key, arrived;

function show(state) {
  showWhile(state, screen);
  screen.dataset.state = state;
  reopen.hidden = state === "sent";
}

function open() {
  if (!screen.open) screen.showModal();
}

function tell(alarm) {
  if (!alarm.answer) return show(alarm.status === 401 ? "signed-out" : "unsent");
  arrived = alarm;
  screen.querySelector("[data-time]").textContent = alarm.answer.time;
  show("sent");
  if (screen.open) follow();
  open();
}

// To the page of the alarm: also without a sign-in, by the meeting's own token.
function follow() {
  if (arrived.answer.page) return location.assign(arrived.answer.page);
  form.elements.token.value = arrived.fields.token;
  form.action = form.dataset.state;
  form.submit();
}

bar.addEventListener("toggle", () => bar.open && (key = freshKey(form)));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show("sending");
  open();
  raise(event.submitter?.value ?? "danger", key ?? freshKey(form));
  key = freshKey(form);
});
reopen.addEventListener("click", open);
screen.querySelector("[data-retry]").addEventListener("click", retry);
screen.querySelector("[data-leave]").addEventListener("click", () => screen.close());
screen.querySelector("[data-follow]").addEventListener("click", follow);

if ((await waiting()).some(({ answer }) => !answer)) {
  show("unsent");
  open();
}
retry();
