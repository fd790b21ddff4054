// On the page for when there is no network: the meetings that this phone has kept, as links.
import { MINE } from "./outbox.js";

const part = document.querySelector("[data-kept-pages]");
const row = part.querySelector("template").content.firstElementChild;

async function headingOf(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("h1").textContent;
}

for (const name of await caches.keys()) {
  const pages = name.startsWith(MINE) ? await caches.open(name) : null;
  for (const page of (await pages?.keys()) ?? []) {
    const item = row.cloneNode(true);
    const link = item.querySelector("a");
    link.href = page.url;
    link.textContent = await headingOf(await pages.match(page));
    part.querySelector("ul").append(item);
    part.hidden = false;
  }
}
