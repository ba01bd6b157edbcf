import { useLocation } from "preact-iso";
import { api, content } from "../../api/client.ts";
import { usePods } from "../../api/me.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { Field, Select } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { toast } from "../../ui/toast.tsx";
import { reloadDomains } from "./list.tsx";

const t = text.domains;

export function AddDomain({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const { data } = usePods();
  const [draft, setDraft, forget] = useDraft("domains.new", { domain: "", agent: "" });
  const add = async () => {
    const domain = draft.domain.trim();
    const added = draft.agent
      ? await content(api.POST("/api/v1/domains", { body: { domain, environment_id: draft.agent } }))
      : await content(api.POST("/v1/stack", { body: { domain } }));
    forget();
    void reloadDomains();
    toast(t.added(added.domain));
    onClose();
    route(to(`/domains/${added.id}`));
  };
  return (
    <FormDialog title={t.add} action={t.addAction} onSubmit={add} onClose={onClose}>
      <Field label={t.name} hint={t.nameHint} required autoFocus value={draft.domain} autoCapitalize="none" spellcheck={false} onInput={({ currentTarget }) => setDraft({ ...draft, domain: currentTarget.value })} />
      <Select label={t.for} hint={t.forHint} value={draft.agent} onChange={({ currentTarget }) => setDraft({ ...draft, agent: currentTarget.value })}>
        <option value="">{t.forAll}</option>
        {data?.pods.map((pod) => <option key={pod.id} value={pod.id}>{pod.name ?? pod.env_slug}</option>)}
      </Select>
    </FormDialog>
  );
}
