// What a phone keeps of the house while it sleeps: it shows what it is woken for, and leads there.

self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const options = {
    body: said.body,
    lang: said.language,
    // a recall takes the place of the call
    tag: said.path,
    renotify: true,
    requireInteraction: true,
    vibrate: [400, 150, 400, 150, 800],
    data: said.path,
  };
  event.waitUntil(self.registration.showNotification(said.title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = event.notification.data;
  const shown = self.clients.matchAll({ type: "window", includeUncontrolled: true });
  event.waitUntil(
    shown.then((pages) => {
      const page = pages.find((each) => new URL(each.url).pathname === path);
      return page ? page.focus() : self.clients.openWindow(path);
    })
  );
});
