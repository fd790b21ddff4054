// Lets the app be opened without a network: the worker is registered when the page is there, and told of a page that
// came before it. What was shown from the phone is shown afresh when the server is back.
const { lang, dataset } = document.documentElement;
const mayBeKept = document.querySelector("[data-may-be-kept]");

async function register() {
  await navigator.serviceWorker.register(`/sw.js?lang=${lang}`);
  const { active } = await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) active.postMessage({ keep: mayBeKept && location.href });
}

if (navigator.serviceWorker) addEventListener("load", () => register().catch(() => null));

if ("kept" in dataset || document.querySelector("[data-kept-pages]")) import("./come-back.js");
