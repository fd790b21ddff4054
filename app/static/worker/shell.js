// What every page is made of, and the page for when there is no network: fetched once for each version of the app.
const SHELL = `shell-${HOUSE.version}`;
const ANY = { ignoreVary: true };

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(prepare());
});
addEventListener("activate", (event) => event.waitUntil(begin()));

async function prepare() {
  const shell = await caches.open(SHELL);
  const asNobody = { credentials: "omit", headers: { "Accept-Language": HOUSE.lang } };
  await Promise.all([shell.addAll(HOUSE.shell), shell.add(new Request(HOUSE.offline, asNobody))]);
}

async function begin() {
  await registration.navigationPreload?.enable();
  await clients.claim();
  if (await keepsPages()) return; // they are drawn with the old files
  for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
}

const file = async (request) => (await caches.match(request, ANY)) ?? fetch(request);

// It says for itself whether something was being sent: then the way on is back to the form, and not the same address.
async function offlinePage(wasPost) {
  const page = await caches.match(HOUSE.offline, ANY);
  return wasPost ? marked(page, "data-posted") : page;
}
