// Puts new markup in place of a part of the page, and leaves whoever is using that part where they were.
let pressed = false;

addEventListener("pointerdown", () => (pressed = true));
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (pressed = false));

export async function swap(part, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body.childNodes;
  // A press and its release belong to the same thing: nothing is swapped between the two.
  while (pressed) await new Promise(requestAnimationFrame);
  const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
  part.replaceChildren(...fresh);
  const again = focused && [...part.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused);
  if (again) again.focus({ preventScroll: true });
}
