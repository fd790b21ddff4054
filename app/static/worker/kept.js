// The pages that this phone may keep for one person: a meeting of their own, from when it is logged until some hours
// after its end. Each page names its reader by an opaque mark; somebody else's pages are cleared away.
const READER = "Trygt-Reader";
const KEEP_UNTIL = "Trygt-Keep-Until";
const NOBODY = "nobody";
const WIRE = ["Content-Encoding", "Content-Length"];

const personal = async () => (await caches.keys()).filter((name) => name.startsWith(MINE));

async function keptPage(url) {
  for (const name of await personal()) {
    const page = await (await caches.open(name)).match(url, { ignoreVary: true });
    if (Number(page?.headers.get(KEEP_UNTIL)) > Date.now()) return page;
  }
}

// The same page, which says in its first line how it came.
async function marked(answer, mark) {
  const headers = new Headers(answer.headers);
  for (const name of WIRE) headers.delete(name);
  return new Response((await answer.text()).replace("<html ", `<html ${mark} `), { headers });
}

// Keeps the page in place of an older one, as it will be shown without a network; or lets go of one that may not be kept.
async function keepPage(url, answer) {
  const pages = await caches.open(MINE + answer.headers.get(READER));
  await pages.put(url, await marked(answer, "data-kept"));
  for (const each of await pages.keys()) if (!(await keptPage(each.url))) await pages.delete(each);
}

async function keepsPages() {
  for (const name of await personal()) if ((await (await caches.open(name)).keys()).length) return true;
}

async function clearPages(but) {
  for (const name of await personal()) {
    const pages = await caches.open(name);
    if (name !== but) for (const each of await pages.keys()) await pages.delete(each);
  }
}

// The name of a cache, also of an empty one, tells whose phone it was last. Of what that person has not sent, an alarm
// waits, since it names its reader; answers are typed again.
async function meet(reader) {
  const mine = MINE + reader;
  await clearPages(mine);
  if (reader === NOBODY) return;
  const others = (await personal()).filter((name) => name !== mine);
  await caches.open(mine);
  if (!others.length) return;
  for (const { key, kind, answer } of await letters()) if (kind !== "alarm" || answer) await forget(key);
  for (const name of others) await caches.delete(name);
}
