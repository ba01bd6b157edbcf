import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type TenantCeiling } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { dateTime } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { Loaded } from "../../ui/states.tsx";
import { toast, toastError } from "../../ui/toast.tsx";
import { namesOf } from "./names.ts";

const t = text.tenants;

/** The most that agents of the tenant may use. */
export function Ceilings({ id }: { id: string }) {
  const queryKey = ["tenants", id, "ceiling"];
  const query = useQuery({ queryKey, queryFn: () => content(api.GET("/admin/tenants/{id}/ceiling", { params: { path: { id } } })) });
  const isSet = query.data && [...query.data.ceiling_tools, ...query.data.ceiling_models, ...query.data.ceiling_skills].length > 0;
  const remove = async () => {
    const empty = await content(api.DELETE("/admin/tenants/{id}/ceiling", { params: { path: { id } } }));
    queries.setQueryData(queryKey, empty);
    toast(t.ceilingsRemoved);
  };
  return (
    <Card title={t.ceilings} isPadded actions={isSet && <Button kind="danger" onClick={() => remove().catch(toastError)}>{t.ceilingsRemove}</Button>}>
      <Loaded query={query} lines={3}>
        {(ceiling) => <Edit key={ceiling.updated_at} id={id} ceiling={ceiling} onSaved={(saved) => queries.setQueryData(queryKey, saved)} />}
      </Loaded>
    </Card>
  );
}

function Edit({ id, ceiling, onSaved }: { id: string; ceiling: TenantCeiling; onSaved: (ceiling: TenantCeiling) => void }) {
  const [tools, setTools] = useState(ceiling.ceiling_tools.join("\n"));
  const [models, setModels] = useState(ceiling.ceiling_models.join("\n"));
  const [skills, setSkills] = useState(ceiling.ceiling_skills.join("\n"));
  const save = async () => {
    const body = { ceiling_tools: namesOf(tools), ceiling_models: namesOf(models), ceiling_skills: namesOf(skills) };
    onSaved(await content(api.PUT("/admin/tenants/{id}/ceiling", { params: { path: { id } }, body })));
    toast(t.ceilingsSaved);
  };
  return (
    <Form action={text.save} onSubmit={save}>
      <p class="dim">{t.ceilingsHint}</p>
      <div class="fields">
        <TextArea label={t.tools} value={tools} onInput={({ currentTarget }) => setTools(currentTarget.value)} />
        <TextArea label={t.models} value={models} onInput={({ currentTarget }) => setModels(currentTarget.value)} />
        <TextArea label={t.skills} value={skills} onInput={({ currentTarget }) => setSkills(currentTarget.value)} />
      </div>
      {ceiling.updated_at && <p class="dim">{t.changed} {dateTime(ceiling.updated_at)}</p>}
    </Form>
  );
}
