// Addresses of pages: the server's own, or while developing those of the file that shows them.
const FILE = "/console/docs.html";
const FOLDER = "/docs/";
const FIRST = "QUICKSTART";

const isServed = location.pathname.startsWith(FOLDER);

/** The name of the page that this address shows. */
export function currentPage(): string {
  const name = isServed ? decodeURIComponent(location.pathname.slice(FOLDER.length)) : new URLSearchParams(location.search).get("page");
  return name || FIRST;
}

/** The address of a page for people. */
export const pageAddress = (name: string) => (isServed ? FOLDER + encodeURIComponent(name) : `${FILE}?page=${encodeURIComponent(name)}`);

/** The address of a page as Markdown. */
export const markdownAddress = (name: string) => `${FOLDER}${encodeURIComponent(name)}.md`;

/** Where a link of a page leads, or nothing if this deployment does not serve what it names. */
export function linkAddress(href: string): string | undefined {
  if (/^(https?:|mailto:|#|\/)/.test(href)) return href;
  const [, path = "", anchor = ""] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  const page = /^(?:\.\/)?([\w-]+)\.md$/.exec(path)?.[1];
  if (page) return pageAddress(page) + anchor;
  return path.endsWith("openapi.json") ? "/api/docs" : undefined;
}
