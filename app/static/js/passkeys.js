// Lets a device answer with a passkey when a form is sent. Without this script the page says that it cannot.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function wish(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) asked.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) asked.allowCredentials = listed(options.allowCredentials);
  return { publicKey: asked };
}

function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

for (const region of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  const form = region.querySelector("form");
  const failed = region.querySelector("[data-failed]");
  region.hidden = false;
  for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const asked = wish(JSON.parse(region.dataset.options));
      form.elements.answer.value = told(await navigator.credentials[region.dataset.passkey](asked));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
