import type { NewCeiling } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Field } from "../../ui/field.tsx";

/** Three lists of names, as they are typed. */
export interface Ceilings {
  tools: string;
  models: string;
  skills: string;
}

export const EMPTY_CEILINGS: Ceilings = { tools: "", models: "", skills: "" };

const names = (typed: string): string[] => typed.split(",").map((name) => name.trim()).filter(Boolean);

/** The lists, always all three: the server empties those that are not sent. */
export const listsOf = ({ tools, models, skills }: Ceilings): NewCeiling => ({ ceiling_tools: names(tools), ceiling_models: names(models), ceiling_skills: names(skills) });

export const typedOf = ({ ceiling_tools, ceiling_models, ceiling_skills }: NewCeiling): Ceilings => ({
  tools: ceiling_tools?.join(", ") ?? "",
  models: ceiling_models?.join(", ") ?? "",
  skills: ceiling_skills?.join(", ") ?? "",
});

export function CeilingFields({ value, onChange }: { value: Ceilings; onChange: (part: Partial<Ceilings>) => void }) {
  const words = text.operator.ceilings;
  return (
    <>
      {(["tools", "models", "skills"] as const).map((name) => (
        <Field key={name} label={words[name]} hint={words.hint} value={value[name]} onInput={({ currentTarget }) => onChange({ [name]: currentTarget.value })} />
      ))}
    </>
  );
}
