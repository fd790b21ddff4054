// Pages come from the server. When it cannot be reached, the kept page comes, or one that says so and whom to call.
const SLOW_MS = 3000;
const TIDY_MS = 1000; // what the browser may take to tidy its caches before a page is shown; it goes on meanwhile

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (request.keepalive) event.respondWith(lastWord(event, request));
});

// What a page says while it is left: carried on here, since the page will not be there to do it.
function lastWord(event, request) {
  const answer = fetch(request);
  event.waitUntil(answer.catch(() => null));
  return answer;
}

async function page(event, pathname) {
  const { request } = event;
  const alarm = pathname === HOUSE.abort && request.clone();
  const url = request.method === "GET" && request.url;
  if (HOUSE.leaving.includes(pathname)) await clearPages();
  try {
    const fresh = fromServer(event, url);
    event.waitUntil(fresh.then(() => flush(pathname)).catch(() => null));
    return await Promise.race([fresh, late(url)]);
  } catch {
    if (alarm) await keepAlarm(await alarm.formData());
    return (url && (await keptPage(url))) || offlinePage(!url);
  }
}

async function fromServer(event, url) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  const heeded = heed(event, url, answer.clone()).catch(() => null);
  event.waitUntil(heeded);
  await Promise.race([heeded, new Promise((resolve) => setTimeout(resolve, TIDY_MS))]);
  if (answer.status >= 500 && url && (await keptPage(url))) throw answer;
  return answer;
}

// Whose page it is, and whether it may be kept, stands in its head.
async function heed(event, url, answer) {
  const reader = answer.headers.get(READER);
  if (reader) await meet(reader);
  if (!url || !reader || !answer.ok) return;
  if (answer.headers.has(KEEP_UNTIL) || (await keptPage(url))) event.waitUntil(keepPage(url, answer));
}

async function late(url) {
  const page = url && (await keptPage(url));
  return new Promise((resolve) => page && setTimeout(resolve, SLOW_MS, page));
}

// A page that was on its way before there was a worker reports, and may ask to be kept.
addEventListener("message", (event) => {
  const url = event.data.keep;
  event.waitUntil(clients.claim());
  if (url) event.waitUntil(fetch(url).then((answer) => heed(event, url, answer)));
});
