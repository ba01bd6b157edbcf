// What the server says about its pages.
import { markdownAddress } from "./addresses.ts";

export interface PageEntry {
  name: string;
  title: string;
}

/** All pages, as /llms.txt lists them. */
export async function listPages(): Promise<PageEntry[]> {
  const list = await get("/llms.txt");
  return [...list.matchAll(/^- \[(.+?)\]\(\S*\/docs\/([\w-]+)\.md\)/gm)].map(([, title = "", name = ""]) => ({ name, title }));
}

/** The Markdown of a page, or nothing if there is no such page. */
export async function getPage(name: string): Promise<string | undefined> {
  return get(markdownAddress(name)).catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The server answered ${status}.`);
    this.status = status;
  }
}

async function get(address: string): Promise<string> {
  const reply = await fetch(address, { headers: { accept: "text/markdown" } });
  if (!reply.ok) throw new Refusal(reply.status);
  return reply.text();
}
