import { useLocation } from "preact-iso";
import { api, content } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Field, TextArea } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { namesOf } from "./names.ts";

const t = text.tenants;

export function NewTenant({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const [draft, setDraft, forget] = useDraft("tenants.new", { name: "", slug: "", plan: "", hosts: "" });
  const create = async () => {
    const body = { name: draft.name.trim(), slug: draft.slug.trim(), plan: draft.plan.trim() || null, egress_fqdns: namesOf(draft.hosts) };
    const tenant = await content(api.POST("/admin/tenants", { body }));
    forget();
    void queries.invalidateQueries({ queryKey: ["tenants"] });
    void queries.invalidateQueries({ queryKey: ["pods"] });
    toast(t.made(tenant.name));
    onClose();
    route(to(`/tenants/${tenant.id}`));
  };
  return (
    <FormDialog title={t.create} action={t.createAction} onSubmit={create} onClose={onClose}>
      <Field label={t.name} required maxLength={100} autoFocus value={draft.name} onInput={({ currentTarget }) => setDraft({ ...draft, name: currentTarget.value })} />
      <Field label={t.slug} hint={t.slugHint} required minLength={2} maxLength={64} pattern="[a-z0-9][a-z0-9\-]*[a-z0-9]" value={draft.slug} onInput={({ currentTarget }) => setDraft({ ...draft, slug: currentTarget.value })} />
      <Field label={t.plan} hint={t.planHint} maxLength={100} value={draft.plan} onInput={({ currentTarget }) => setDraft({ ...draft, plan: currentTarget.value })} />
      <TextArea label={t.hosts} hint={t.hostsHint} rows={3} value={draft.hosts} onInput={({ currentTarget }) => setDraft({ ...draft, hosts: currentTarget.value })} />
    </FormDialog>
  );
}
