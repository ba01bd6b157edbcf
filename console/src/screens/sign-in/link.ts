// The link to sign in.
import { api } from "../../api/client.ts";

export const mailLink = (email: string) => api.POST("/v1/auth/login", { body: { email } });

interface Outbox {
  messages: { to: string[]; raw: string }[];
}

/** The newest link that a server in development would have sent to an address; null elsewhere. */
export async function developmentLink(email: string): Promise<string | null | undefined> {
  const reply = await fetch("/dev/outbox", { cache: "no-store" });
  if (!reply.ok) return null;
  const { messages }: Outbox = await reply.json();
  const links = messages.filter(({ to }) => to.includes(email)).flatMap(({ raw }) => [...decoded(raw).matchAll(/\/sign-in\?token=[\w.-]+/g)]);
  return links.at(-1)?.[0];
}

const decoded = (raw: string) => raw.replaceAll("=\r\n", "").replaceAll("=3D", "=");
