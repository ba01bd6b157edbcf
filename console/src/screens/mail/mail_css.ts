// The styles of a message, without what loads from elsewhere. The browser's own parser reads them, so escapes hide nothing.

const ADDRESS = /url\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^)]*))\s*\)/gi;
/** Functions that load from an address that is written as a string. */
const OTHER_LOADERS = /(?:-webkit-)?image-set\(|\bsrc\(|\bimage\(|@import|expression\(/i;

/** All rules of a sheet but those that load something. `@import` is dropped by the parser itself. */
export function harmlessSheet(css: string, withImages: boolean, remote: { found: boolean }): string {
  if (/@import/i.test(css)) remote.found = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map((rule) => harmless(rule, withImages, remote)).join("\n");
}

function harmless(rule: CSSRule, withImages: boolean, remote: { found: boolean }): string {
  if (rule instanceof CSSFontFaceRule) return "";
  return withoutAddresses(rule.cssText, withImages, remote);
}

export function harmlessDeclarations(css: string, withImages: boolean, remote: { found: boolean }): string {
  const probe = document.createElement("span");
  probe.style.cssText = css;
  return withoutAddresses(probe.style.cssText, withImages, remote);
}

function withoutAddresses(css: string, withImages: boolean, remote: { found: boolean }): string {
  // Custom properties keep their escapes, so an address could hide in one.
  if (OTHER_LOADERS.test(css) || /--[^:]*:[^;}]*\\/.test(css)) {
    remote.found = true;
    return "";
  }
  return css.replace(ADDRESS, (written, quoted, single, bare) => {
    const address: string = quoted ?? single ?? bare ?? "";
    if (/^data:image\//i.test(address)) return written;
    remote.found = true;
    return withImages && /^https?:/i.test(address) ? written : "none";
  });
}
