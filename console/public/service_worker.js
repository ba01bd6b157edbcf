// Shows the notifications that the server sends, and opens what they are about.
addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data?.json() ?? {};
  event.waitUntil(registration.showNotification(title ?? "Warren", { body, tag, data: { url }, icon: "/console/icon.svg" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data?.url ?? "/console", location.origin)));
});

/** Only pages of this console are opened, in a window that is open already if there is one. */
async function open(url) {
  const target = url.origin === location.origin && url.pathname.startsWith("/console") ? url.href : `${location.origin}/console`;
  const [shown] = await clients.matchAll({ type: "window" });
  if (!shown) return clients.openWindow(target);
  await shown.focus();
  return shown.navigate(target);
}
