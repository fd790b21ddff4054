// Counts on what the page says of how long something has lasted, by the server's clock.
let ahead = 0;

export function tick() {
  for (const each of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.round((Date.now() + ahead - Date.parse(each.dateTime)) / 1000));
    each.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    each.parentElement.hidden = false;
  }
}

// Told the server's time whenever it is heard.
export function setClock(serverTime) {
  ahead = serverTime - Date.now() || 0;
}

setInterval(tick, 1000);
tick();
