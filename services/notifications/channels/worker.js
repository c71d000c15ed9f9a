// Shows what is pushed, and opens it when it is tapped. Nothing is kept: every page comes from the network.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const told = event.data.json();
  event.waitUntil(
    self.registration
      .showNotification(told.title, {
        body: told.text,
        tag: told.tag,
        data: { link: told.link },
        icon: "/notifications/static/rings.svg",
        requireInteraction: true,
        renotify: true,
        vibrate: [400, 200, 400, 200, 400],
      })
      .then(count),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([open(event.notification.data.link), count()]));
});

self.addEventListener("notificationclose", (event) => event.waitUntil(count()));

async function open(link) {
  const shown = await self.clients.matchAll({ type: "window" });
  const there = shown.find((each) => each.url === link);
  return there ? there.focus() : self.clients.openWindow(link);
}

// The badge shows how many wait to be looked at.
async function count() {
  if (!self.navigator.setAppBadge) return;
  const waiting = (await self.registration.getNotifications()).length;
  await (waiting ? self.navigator.setAppBadge(waiting) : self.navigator.clearAppBadge());
}
