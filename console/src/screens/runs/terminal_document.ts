// The terminal's library writes style elements and style attributes, which the console's Content-Security-Policy refuses. Here it gets a
// document whose elements do the same with constructed style sheets and with properties, which are scripts' own and allowed.

type Create = (tag: string) => HTMLElement;

/** Creates elements for a terminal in a real document. */
function creator(real: Document): Create {
  const create: Create = Document.prototype.createElement.bind(real);
  return (tag) => {
    if (tag === "style") return styleElement(create, real);
    const element = create(tag);
    element.setAttribute = setAttribute;
    return element;
  };
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}

/** An element that shows nothing, whose text is a style sheet of the document until it is removed. */
function styleElement(create: Create, real: Document): HTMLElement {
  const sheet = new CSSStyleSheet();
  const element = create("span");
  element.hidden = true;
  real.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, "textContent", { set: (rules: string) => sheet.replaceSync(rules) });
  element.remove = () => {
    real.adoptedStyleSheets = real.adoptedStyleSheets.filter((one) => one !== sheet);
    Element.prototype.remove.call(element);
  };
  return element;
}

/** For the option `documentOverride`. */
export function terminalDocument(real: Document): Document {
  const create = creator(real);
  return new Proxy(real, {
    get(target, name) {
      if (name === "createElement") return create;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Opens a terminal. Some of its parts ignore `documentOverride` while they are made, so the document itself creates their elements then. */
export function openIn(real: Document, open: () => void): void {
  Object.defineProperty(real, "createElement", { value: creator(real), configurable: true });
  try {
    open();
  } finally {
    delete (real as Partial<Document>).createElement;
  }
}
