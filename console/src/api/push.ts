// Notifications of this browser, which the server sends by Web Push.
import type { Client } from "openapi-fetch";
import { api, content } from "./client.ts";
import { ApiError } from "./errors.ts";

export interface Subscription {
  id: string;
  created_at: string;
}

interface NewSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

interface Reply<Status extends number, Body> {
  responses: { [status in Status]: { headers: Record<string, never>; content: { "application/json": Body } } };
}

interface PushPaths {
  "/v1/push/key": { get: Reply<200, { public_key: string }> };
  "/v1/push/subscriptions": {
    get: Reply<200, { subscriptions: Subscription[] }>;
    post: Reply<201, { id: string }> & { requestBody: { content: { "application/json": NewSubscription } } };
  };
  "/v1/push/subscriptions/{id}": { delete: Reply<200, { id: string }> & { parameters: { path: { id: string } } } };
}

const push = api as unknown as Client<PushPaths>;
const STORE = "warren.push";

/** The deployment's key, or null if it sends no notifications. */
export async function pushKey(): Promise<string | null> {
  try {
    return (await content(push.GET("/v1/push/key"))).public_key;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export const isPushSupported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** The browsers that get notifications, and which of them is this one. */
export async function subscriptions(): Promise<{ all: Subscription[]; here: string | undefined }> {
  const { subscriptions: all } = await content(push.GET("/v1/push/subscriptions"));
  const stored = localStorage.getItem(STORE) ?? undefined;
  return { all, here: all.find(({ id }) => id === stored)?.id };
}

/** Asks the person, then registers this browser. */
export async function subscribe(publicKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  await navigator.serviceWorker.register("/console/service_worker.js", { scope: "/console/" });
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint: endpoint ?? "", keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" } };
  const { id } = await content(push.POST("/v1/push/subscriptions", { body }));
  localStorage.setItem(STORE, id);
  return true;
}

export async function unsubscribe(id: string): Promise<void> {
  await push.DELETE("/v1/push/subscriptions/{id}", { params: { path: { id } } });
  if (localStorage.getItem(STORE) !== id) return;
  localStorage.removeItem(STORE);
  const registration = await navigator.serviceWorker.getRegistration("/console/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
