/** Saves bytes as a file. They are never shown: a browser might run what is in them. */
export function save(content: Blob, filename: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  Object.assign(document.createElement("a"), { href: address, download: filename }).click();
  // Some browsers begin to read it only after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
