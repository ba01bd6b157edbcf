// The terminal's library makes style elements and style attributes, which the console's Content-Security-Policy refuses. While a terminal
// is open, `document.createElement` makes elements that do the same with constructed style sheets and with properties of styles. Those a
// policy allows: only scripts that are allowed themselves can use them. (The library's option `documentOverride` does not reach all of
// its parts. The console's own elements are made with `createElementNS`.)

const create = Document.prototype.createElement;
let terminals = 0;

/** Allows one more terminal to make its elements, until the function that it returns is called. */
export function allowTerminalElements(): () => void {
  if (terminals++ === 0) Object.defineProperty(document, "createElement", { value: createElement, configurable: true });
  return () => {
    if (--terminals === 0) delete (document as Partial<Document>).createElement;
  };
}

function createElement(tag: string): HTMLElement {
  if (tag === "style") return styleElement();
  const element = create.call(document, tag);
  element.setAttribute = setAttribute;
  return element;
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/** An element that shows nothing, whose text is a style sheet of the document until it is removed. */
function styleElement(): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = create.call(document, "span");
  element.hidden = true;
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, "textContent", { set: (rules: string) => sheet.replaceSync(rules) });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}
