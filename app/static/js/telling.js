// Tells those who hear the page what has changed, once; and everybody when the page has lost touch with the server.
const announcer = document.querySelector("[data-announcer]");

export function announce(elements) {
  const words = [...elements].map((each) => each.innerText).join(" ").replace(/\s+/g, " ");
  if (words && announcer.textContent !== words) announcer.textContent = words;
}

// "lost", "signed-out", or "" when all is well: data-contact names when an element is shown.
export function tell(contact) {
  for (const each of document.querySelectorAll("[data-contact]")) {
    const isNews = each.hidden && each.dataset.contact === contact;
    each.hidden = each.dataset.contact !== contact;
    if (isNews) announce([each]);
  }
}
