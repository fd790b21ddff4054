// Lets this browser be told by web push, when it can. Without this script the page says that it cannot.
const region = document.getElementById("push");
const show = (id) => {
  for (const other of ["push", "push-on", "push-refused", "push-missing"]) {
    document.getElementById(other).hidden = other !== id && !(id === "push-refused" && other === "push");
  }
};

const bytes = (key) =>
  Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

async function keep(subscription) {
  const answer = await fetch(region.dataset.address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": region.dataset.token },
    body: JSON.stringify(subscription),
  });
  return answer.ok;
}

async function turnOn() {
  try {
    const worker = await navigator.serviceWorker.ready;
    const wish = { userVisibleOnly: true, applicationServerKey: bytes(region.dataset.key) };
    show((await keep(await worker.pushManager.subscribe(wish))) ? "push-on" : "push-refused");
  } catch {
    show("push-refused");
  }
}

async function begin() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const worker = await navigator.serviceWorker.getRegistration();
  if (!worker) return;
  const subscription = await worker.pushManager.getSubscription();
  show(subscription && Notification.permission === "granted" && (await keep(subscription)) ? "push-on" : "push");
  region.querySelector("button").addEventListener("click", turnOn);
}

if (region) begin();
