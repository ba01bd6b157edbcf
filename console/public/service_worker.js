// Shows the notifications that the server sends, and opens what they are about.
addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data?.json() ?? {};
  event.waitUntil(registration.showNotification(title ?? "Warren", { body, tag, data: { url }, icon: "/console/icon.svg" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data?.url ?? "/console", location.origin)));
});

/** Only pages of this console are opened, beside windows that show something else: somebody may be typing there. */
async function open(url) {
  const target = url.origin === location.origin && url.pathname.startsWith("/console") ? url.href : `${location.origin}/console`;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((one) => one.url === target);
  return shown ? shown.focus() : clients.openWindow(target);
}
