import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type Pod, type Tenant } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { to, toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { dateTime } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { Ceilings } from "./ceilings.tsx";
import { Ending } from "./ending.tsx";
import { StatusBadge } from "./list.tsx";
import { namesOf } from "./names.ts";
import { NewKey } from "./new_key.tsx";

const t = text.tenants;

export const reloadTenant = () => Promise.all([queries.invalidateQueries({ queryKey: ["tenants"] }), queries.invalidateQueries({ queryKey: ["pods"] })]);

export interface Shown {
  pod: Pod;
  /** Nothing, if the tenant was deleted: only pods list it then. */
  tenant: Tenant | undefined;
}

async function load(id: string): Promise<Shown> {
  const [pod, tenant] = await Promise.all([
    content(api.GET("/v1/pods/{pod_id}", { params: { path: { pod_id: id } } })),
    content(api.GET("/admin/tenants/{id}", { params: { path: { id } } })).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }),
  ]);
  return { pod, tenant };
}

export function TenantDetails({ id }: { id: string }) {
  const [hasNewKey, setNewKey] = useState(false);
  const query = useQuery({ queryKey: ["tenants", id], queryFn: () => load(id) });
  const tenant = query.data?.tenant;
  const name = tenant?.name ?? query.data?.pod.name ?? t.tenant;
  return (
    <Page title={name} actions={<><a class="button" href={to("/tenants")}><Icon name="back" />{t.all}</a>{tenant && !tenant.is_default && <Button kind="primary" icon="key" onClick={() => setNewKey(true)}>{t.createKey}</Button>}</>}>
      <Loaded query={query}>
        {(shown) => (
          <>
            <Facts {...shown} />
            {shown.tenant && <Details tenant={shown.tenant} />}
            {shown.tenant && <Ceilings id={id} />}
            {!shown.pod.is_default && <Ending shown={shown} />}
            {hasNewKey && <NewKey id={id} name={name} onClose={() => setNewKey(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Facts({ pod, tenant }: Shown) {
  return (
    <Card isPadded>
      <div class="column">
        <dl class="facts">
          <dt>{t.status}</dt><dd><StatusBadge isDisabled={tenant?.disabled ?? true} isDeleted={!tenant} /></dd>
          <dt>{t.id}</dt><dd><Copyable value={tenant?.id ?? pod.id} label={t.copyId} /></dd>
          <dt>{t.slug}</dt><dd><code>{pod.env_slug}</code></dd>
          {pod.slug && <><dt>{t.host}</dt><dd>{t.hostIs(pod.slug)}</dd></>}
          <dt>{t.created}</dt><dd>{dateTime(pod.created_at)}</dd>
        </dl>
        {tenant && !tenant.is_default && (
          <div class="row wrap">
            <a class="button" href={to(`/agents/${pod.id}`)}><Icon name="agents" />{t.asAgent}</a>
            <a class="button" href={toPod(pod.id, "/keys")}><Icon name="keys" />{t.keys}</a>
          </div>
        )}
      </div>
    </Card>
  );
}

function Details({ tenant }: { tenant: Tenant }) {
  const [name, setName] = useState(tenant.name);
  const [plan, setPlan] = useState(tenant.plan ?? "");
  const [hosts, setHosts] = useState(tenant.egress_fqdns.join("\n"));
  const save = async () => {
    const body = { name: name.trim() || null, plan: plan.trim() || null, egress_fqdns: namesOf(hosts) };
    await content(api.PATCH("/admin/tenants/{id}", { params: { path: { id: tenant.id } }, body }));
    await reloadTenant();
    toast(t.saved);
  };
  return (
    <Card title={t.details} isPadded>
      <Form action={text.save} onSubmit={save}>
        <div class="fields">
          <Field label={t.name} maxLength={100} value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
          <Field label={t.plan} hint={t.planHint} maxLength={100} value={plan} onInput={({ currentTarget }) => setPlan(currentTarget.value)} />
        </div>
        <TextArea label={t.hosts} hint={t.hostsHint} rows={3} value={hosts} onInput={({ currentTarget }) => setHosts(currentTarget.value)} />
      </Form>
    </Card>
  );
}
