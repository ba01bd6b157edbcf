// The terminal's library, with the console's colours and under its Content-Security-Policy.
import { FitAddon } from "@xterm/addon-fit";
import { Terminal, type ITheme } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { text } from "../../texts.ts";
import { allowTerminalElements } from "./terminal_elements.ts";

const SCROLLBACK = 20_000;
/** The contrast that AA asks for, whatever colours an agent prints. */
const MINIMUM_CONTRAST = 4.5;
const DARK = matchMedia("(prefers-color-scheme: dark)");

export interface TerminalView {
  write: (bytes: Uint8Array, done: () => void) => void;
  /** As many columns and rows as fit. */
  fit: () => { columns: number; rows: number };
  resize: (columns: number, rows: number) => void;
  setReadOnly: (isReadOnly: boolean) => void;
  onTyped: (typed: (text: string) => void) => void;
  focus: () => void;
  close: () => void;
}

export function openTerminal(host: HTMLElement): TerminalView {
  const forbidElements = allowTerminalElements();
  const terminal = new Terminal({
    scrollback: SCROLLBACK,
    fontSize: 13,
    fontFamily: getComputedStyle(host).getPropertyValue("--mono"),
    minimumContrastRatio: MINIMUM_CONTRAST,
    cursorBlink: false,
    disableStdin: true,
    theme: colours(host),
  });
  const fitting = new FitAddon();
  terminal.loadAddon(fitting);
  terminal.open(host);
  terminal.textarea?.setAttribute("aria-label", text.runs.terminal.input);
  const recolour = () => (terminal.options.theme = colours(host));
  DARK.addEventListener("change", recolour);
  addEventListener("themechange", recolour);
  return {
    write: (bytes, done) => terminal.write(bytes, done),
    fit: () => {
      fitting.fit();
      return { columns: terminal.cols, rows: terminal.rows };
    },
    resize: (columns, rows) => terminal.resize(columns, rows),
    setReadOnly: (isReadOnly) => (terminal.options.disableStdin = isReadOnly),
    onTyped: (typed) => void terminal.onData(typed),
    focus: () => terminal.focus(),
    close: () => {
      DARK.removeEventListener("change", recolour);
      removeEventListener("themechange", recolour);
      terminal.dispose();
      forbidElements();
    },
  };
}

/** The host's colours, as they are computed. */
function colours(host: HTMLElement): ITheme {
  const { color, backgroundColor, caretColor } = getComputedStyle(host);
  return { foreground: color, background: backgroundColor, cursor: caretColor, cursorAccent: backgroundColor };
}
