// Letters are sent when the browser says that there is a network, and with every page that the server has answered.
const DONE_MS = 60000;

// A page that is open, or on its way here, sends its own answers.
async function flush(but) {
  const sent = [];
  const open = (await clients.matchAll({ type: "window" })).map(({ url }) => new URL(url).pathname);
  const reader = await lastReader();
  for (const letter of await letters()) {
    if (letter.answer && letter.kind === "answers" && Date.now() - letter.at > DONE_MS) await forget(letter.key);
    const { fields } = letter;
    const isOthers = !fields.token && fields.reader && fields.reader !== reader; // without a token the sign-in must be theirs
    const isDue = !letter.answer && !letter.refused && !isOthers;
    if (isDue && ![...open, but].includes(letter.address)) sent.push(await post(letter));
  }
  if (sent.some(({ status }) => !status)) throw new Error("nobody answers");
}

addEventListener("sync", (event) => event.waitUntil(flush()));

// Somebody tapped before the script of the page was there.
async function keepAlarm(form) {
  const { note, ...fields } = Object.fromEntries(form);
  fields.reader ||= await lastReader();
  await keep({ key: fields.client_key, kind: "alarm", address: HOUSE.abort, fields });
}
