import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { api, content, type Stack } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { to } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button, Copyable } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form.tsx";
import { dateTime, Time } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { reloadDomains, StatusBadge, useServed } from "./list.tsx";
import { Records } from "./records.tsx";

const t = text.domains;

export function DomainDetails({ id }: { id: string }) {
  const [isRemoving, setRemoving] = useState(false);
  const query = useQuery({ queryKey: ["domains", id], queryFn: () => content(api.GET("/v1/stack/{id}", { params: { path: { id } } })) });
  return (
    <Page title={query.data?.domain ?? t.domain} actions={<><a class="button" href={to("/domains")}><Icon name="back" />{t.all}</a>{query.data && <Button kind="danger" icon="trash" onClick={() => setRemoving(true)}>{t.remove}</Button>}</>}>
      <Loaded query={query} lines={8}>
        {(stack) => (
          <>
            <State stack={stack} />
            <Records records={stack.records} />
            {stack.nameservers.length > 0 && (
              <Card title={t.nameservers} isPadded>
                <div class="column tight"><p class="dim">{t.nameserversHint}</p>{stack.nameservers.map((name) => <Copyable key={name} value={name} />)}</div>
              </Card>
            )}
            {isRemoving && <Remove stack={stack} onClose={() => setRemoving(false)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function State({ stack }: { stack: Stack }) {
  const served = useServed();
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<Stack["status"]>();
  const [error, setError] = useState<unknown>();
  const verify = async () => {
    setBusy(true);
    setResult(undefined);
    setError(undefined);
    try {
      const looked = await content(api.POST("/v1/stack/{id}/verify", { params: { path: { id: stack.id } } }));
      queries.setQueryData(["domains", stack.id], looked);
      void queries.invalidateQueries({ queryKey: ["domains"], exact: true });
      setResult(looked.status);
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <Card isPadded>
      <div class="column">
        <dl class="facts">
          <dt>{t.status}</dt><dd><StatusBadge status={stack.status} /></dd>
          <dt>{t.for}</dt><dd>{served(stack)}</dd>
          <dt>{t.checked}</dt><dd>{stack.checked_at ? <Time at={stack.checked_at} /> : t.neverChecked}</dd>
        </dl>
        {stack.contested_until && <p class="notice bad">{t.contested(dateTime(stack.contested_until))}</p>}
        {stack.transfers_at && <p class="notice warn">{t.transfers(dateTime(stack.transfers_at))}</p>}
        {stack.missing_days ? <p class="notice warn">{t.missing(stack.missing_days)}</p> : null}
        {stack.status !== "active" && !result && <p>{t.todo[stack.status]}</p>}
        <div class="row wrap">
          <Button kind="primary" icon="refresh" disabled={isBusy} onClick={verify}>{isBusy ? t.verifying : t.verify}</Button>
          <span role="status">{result && t.result[result]}</span>
        </div>
        {error !== undefined && <ErrorNotice {...explain(error)} />}
      </div>
    </Card>
  );
}

function Remove({ stack, onClose }: { stack: Stack; onClose: () => void }) {
  const { route } = useLocation();
  const [isReleasing, setReleasing] = useState(false);
  const remove = async () => {
    const query = isReleasing ? { release_addresses: true } : {};
    const removed = await content(api.DELETE("/v1/stack/{id}", { params: { path: { id: stack.id }, query } }));
    toast(t.removed(stack.domain, removed.released_addresses));
    route(to("/domains"));
    void reloadDomains();
  };
  return (
    <FormDialog title={t.removeTitle(stack.domain)} action={t.remove} isDangerous onSubmit={remove} onClose={onClose}>
      <p>{t.removeHint}</p>
      <Checkbox label={t.release} hint={t.releaseHint} checked={isReleasing} onChange={setReleasing} />
    </FormDialog>
  );
}
