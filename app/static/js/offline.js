// Lets the app be opened without a network: the worker is registered when the page is there, and told of a page that
// it may keep. What was shown from the phone is shown afresh when the network is back.
const { lang, dataset } = document.documentElement;
const mayBeKept = document.querySelector("[data-may-be-kept]");

async function register() {
  const hadWorker = navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(`/sw.js?lang=${lang}`);
  const { active } = await navigator.serviceWorker.ready;
  if (mayBeKept && !hadWorker) active.postMessage({ keep: location.href });
}

if (navigator.serviceWorker) addEventListener("load", () => register().catch(() => null));
if ("kept" in dataset) addEventListener("online", () => document.querySelector("dialog[open]") || location.reload());
