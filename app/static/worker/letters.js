// Letters are sent when the browser says that there is a network, and with every page that the server has answered.
async function flush(but) {
  const sent = [];
  for (const letter of await letters()) {
    const isOthers = letter.silent && !letter.fields.token; // it would go out in the name of whoever is signed in now
    if (!letter.answer && !letter.refused && !isOthers && letter.address !== but) sent.push(await post(letter));
  }
  if (sent.some(({ status }) => !status)) throw new Error("nobody answers");
}

addEventListener("sync", (event) => event.waitUntil(flush()));

// Somebody tapped before the script of the page was there.
async function keepAlarm(form) {
  const { note, ...fields } = Object.fromEntries(form);
  await keep({ key: fields.client_key, kind: "alarm", address: HOUSE.abort, fields });
}
