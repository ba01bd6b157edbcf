import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface Described {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value. */
  wrong?: string | undefined;
}

function Frame({ id, label, hint, wrong, children }: Described & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {wrong && <p class="wrong" id={`${id}-wrong`} role="alert">{wrong}</p>}
    </div>
  );
}

function describedBy(id: string, { hint, wrong }: Described) {
  const ids = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return { ...(ids && { "aria-describedby": ids }), ...(wrong && { "aria-invalid": true as const }) };
}

export function Field({ label, hint, wrong, ...rest }: Described & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, wrong }}>
      <input id={id} class="input" {...rest} {...describedBy(id, { label, hint, wrong })} />
    </Frame>
  );
}

export function TextArea({ label, hint, wrong, ...rest }: Described & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, wrong }}>
      <textarea id={id} class="input" {...rest} {...describedBy(id, { label, hint, wrong })} />
    </Frame>
  );
}

export function Select({ label, hint, wrong, children, ...rest }: Described & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <Frame {...{ id, label, hint, wrong }}>
      <select id={id} class="input" {...rest} {...describedBy(id, { label, hint, wrong })}>{children}</select>
    </Frame>
  );
}

interface CheckboxProps extends Omit<Described, "wrong"> {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function Checkbox({ label, hint, checked, disabled, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class="row">
        <input id={id} type="checkbox" checked={checked} disabled={disabled} aria-describedby={hint ? `${id}-hint` : undefined} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
        {label}
      </label>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}
