/** The Content-ID that an image refers to. */
export function contentIdOf(image: Element): string {
  const written = image.getAttribute("src")?.slice("cid:".length) ?? "";
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
