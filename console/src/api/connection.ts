// Whether the server can be reached. While it cannot, the console asks again by itself.
import { effect, signal } from "@preact/signals";

export const isOffline = signal(!navigator.onLine);

const MAX_DELAY = 30_000;

addEventListener("online", () => (isOffline.value = false));
addEventListener("offline", () => (isOffline.value = true));

effect(() => {
  if (!isOffline.value) return;
  let delay = 1000;
  let timer: ReturnType<typeof setTimeout>;
  const ask = async () => {
    const isReached = navigator.onLine && (await fetch("/health", { cache: "no-store" }).then(({ status }) => status < 500, () => false));
    if (isReached) isOffline.value = false;
    else again();
  };
  const again = () => {
    delay = Math.min(delay * 2, MAX_DELAY);
    timer = setTimeout(ask, delay);
  };
  again();
  return () => clearTimeout(timer);
});
