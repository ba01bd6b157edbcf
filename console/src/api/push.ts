// Notifications of this browser, which the server sends by Web Push.
import { api, content, type Subscription } from "./client.ts";
import { ApiError } from "./errors.ts";

const STORE = "warren.push";

/** The deployment's key, or null if it sends no notifications. */
export async function pushKey(): Promise<string | null> {
  try {
    return (await content(api.GET("/v1/push/key"))).public_key;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export const isPushSupported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** The browsers that get notifications, and which of them is this one. */
export async function subscriptions(): Promise<{ all: Subscription[]; here: string | undefined }> {
  const { subscriptions: all } = await content(api.GET("/v1/push/subscriptions"));
  const stored = localStorage.getItem(STORE) ?? undefined;
  return { all, here: all.find(({ id }) => id === stored)?.id };
}

/** Asks the person, then registers this browser. */
export async function subscribe(publicKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  await navigator.serviceWorker.register("/console/service_worker.js", { scope: "/console/" });
  const registration = await navigator.serviceWorker.ready;
  // The browser keeps a subscription with another key of the deployment, and then refuses this one.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint: endpoint ?? "", keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" } };
  const { id } = await content(api.POST("/v1/push/subscriptions", { body }));
  localStorage.setItem(STORE, id);
  return true;
}

/** Whoever signs out gets no more notifications here. */
export async function unsubscribeHere(): Promise<void> {
  const id = localStorage.getItem(STORE);
  if (id) await unsubscribe(id);
}

/** This browser falls silent also if the server cannot be told. */
export async function unsubscribe(id: string): Promise<void> {
  try {
    if (localStorage.getItem(STORE) === id) await fallSilent();
  } finally {
    await api.DELETE("/v1/push/subscriptions/{id}", { params: { path: { id } } });
  }
}

async function fallSilent(): Promise<void> {
  localStorage.removeItem(STORE);
  const registration = await navigator.serviceWorker.getRegistration("/console/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
