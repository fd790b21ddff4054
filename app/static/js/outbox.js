// What is on its way to the server, kept on this phone until the server has answered. Pages use it, and so does the
// worker. A letter: key, kind ("alarm" or "answers"), address, fields; then `answer`, or `refused` with a status.

function opened() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("trygt", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("letters", { keyPath: "key" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function answered(mode, question) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction("letters", mode, { durability: "strict" });
      const request = question(transaction.objectStore("letters"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    base.close();
  }
}

// Some browsers let the first question hang: nothing waits for it longer than this.
function ask(mode, question) {
  const late = new Promise((_, reject) => setTimeout(reject, 1000, new Error("no answer from the phone")));
  return Promise.race([answered(mode, question), late]);
}

export const letters = () => ask("readonly", (all) => all.getAll());
export const forget = (key) => ask("readwrite", (all) => all.delete(key));

// Keeps a letter; where the browser can, it wakes the worker to send it when there is a network again.
export function keep(letter) {
  navigator.serviceWorker?.ready.then(({ sync }) => sync?.register("letters")).catch(() => null);
  return ask("readwrite", (all) => all.put(letter));
}

// Adds to a letter what has become of it, unless it was forgotten or written anew meanwhile.
export function note({ key, fields }, news) {
  const isSame = (found) => JSON.stringify(found?.fields) === JSON.stringify(fields);
  return ask("readwrite", (all) => {
    const found = all.get(key);
    found.onsuccess = () => isSame(found.result) && all.put({ ...found.result, ...news });
    return found;
  });
}

// Whose phone it is, where a page itself cannot know: the worker names its caches after whoever read the last page.
export const MINE = "mine-";

export async function lastReader() {
  const names = await globalThis.caches?.keys().catch(() => null); // some browsers keep nothing
  return names?.find((name) => name.startsWith(MINE))?.slice(MINE.length) ?? "";
}
