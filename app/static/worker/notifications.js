// What the server pushes is shown as it was sent. A tap opens the alarm; it acknowledges nothing.
addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data?.json() ?? { title: "Trygt møte", body: HOUSE.notice, url: "/" };
  const again = { renotify: Boolean(tag), requireInteraction: true, vibrate: [300, 200, 300] };
  const how = { body, tag, lang: HOUSE.lang, icon: HOUSE.icon, data: { url }, ...again };
  event.waitUntil(registration.showNotification(title, how));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data.url, location.origin)));
});

async function open({ origin, pathname }) {
  const url = origin + pathname;
  if (origin !== location.origin) return;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((each) => each.url === url);
  await (shown ? shown.focus() : clients.openWindow(url));
}
