import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { createTenant } from "./api.ts";
import { reloadTenants } from "./tenant_dialog.tsx";

const words = text.operator.tenants;

export function NewTenantDialog({ account, onClose }: { account: string; onClose: () => void }) {
  const [form, setForm, forget] = useDraft("operator.tenant", { name: "", slug: "", plan: "", account });
  const input = (name: keyof typeof form) => ({ value: form[name], onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => setForm({ ...form, [name]: currentTarget.value }) });
  const create = async () => {
    await createTenant(form.account.trim(), { name: form.name.trim(), slug: form.slug.trim(), ...(form.plan.trim() && { plan: form.plan.trim() }) });
    forget();
    void reloadTenants();
    toast(words.created(form.name.trim()));
    onClose();
  };
  return (
    <FormDialog title={words.add} action={words.add} onSubmit={create} onClose={onClose}>
      <Field label={words.columns.name} required maxLength={100} {...input("name")} />
      <Field label={words.slug} hint={words.slugHint} required minLength={2} maxLength={64} {...input("slug")} />
      <Field label={words.columns.plan} maxLength={100} {...input("plan")} />
      <Field label={words.columns.account} hint={words.accountHint} placeholder="acc_…" {...input("account")} />
    </FormDialog>
  );
}
