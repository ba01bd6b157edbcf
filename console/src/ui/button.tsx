import type { ButtonHTMLAttributes } from "preact";
import { useState } from "preact/hooks";
import { text } from "../texts.ts";
import { Icon, type IconName } from "./icons.tsx";

type Kind = "primary" | "danger" | "plain";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  icon?: IconName;
}

export function Button({ kind, icon, children, class: more, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} class={["button", kind, more].filter(Boolean).join(" ")}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: Kind;
  icon: IconName;
  /** What it does: its name for screen readers, and its tooltip. */
  label: string;
}

export function IconButton({ kind = "plain", icon, label, class: more, ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} {...rest} class={["button icon", kind, more].filter(Boolean).join(" ")}>
      <Icon name={icon} />
    </button>
  );
}

export function CopyButton({ value, label = text.copy }: { value: string; label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <>
      <IconButton icon={isCopied ? "check" : "copy"} label={isCopied ? text.copied : label} onClick={copy} />
      <span class="visually-hidden" role="status">{isCopied && text.copied}</span>
    </>
  );
}

/** A value to take elsewhere: an address, an id, a key, a command. */
export function Copyable({ value, label }: { value: string; label?: string }) {
  return (
    <div class="copyable">
      <code tabIndex={0}>{value}</code>
      <CopyButton value={value} {...(label && { label })} />
    </div>
  );
}
