import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { isPushSupported, pushKey, subscribe, subscriptions, unsubscribe } from "../../api/push.ts";
import { queries } from "../../api/queries.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { dateTime } from "../../ui/format.tsx";
import { Card } from "../../ui/page.tsx";
import { ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";

/** Web Push, if the deployment and the browser have it. */
export function Notifications() {
  const key = useQuery({ queryKey: ["push", "key"], queryFn: pushKey, staleTime: 300_000 });
  return (
    <Card title={text.settings.notifications} isPadded>
      <Loaded query={key} lines={1}>
        {(publicKey) => {
          if (publicKey === null) return <p class="dim">{text.settings.notificationsMissing}</p>;
          if (!isPushSupported()) return <p class="dim">{text.settings.notificationsUnsupported}</p>;
          return <Switch publicKey={publicKey} />;
        }}
      </Loaded>
    </Card>
  );
}

function Switch({ publicKey }: { publicKey: string }) {
  const known = useQuery({ queryKey: ["push", "subscriptions"], queryFn: subscriptions });
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const act = async (what: () => Promise<string>) => {
    setBusy(true);
    setError(undefined);
    try {
      toast(await what());
      await queries.invalidateQueries({ queryKey: ["push"] });
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  const start = async () => ((await subscribe(publicKey)) ? text.settings.notificationsStarted : text.settings.notificationsRefused);
  const stop = async (id: string) => {
    await unsubscribe(id);
    return text.settings.notificationsStopped;
  };
  return (
    <Loaded query={known} lines={1}>
      {({ all, here }) => (
        <div class="column">
          <Checkbox label={text.settings.notificationsOn} hint={text.settings.notificationsHint} checked={here !== undefined} disabled={isBusy} onChange={(isOn) => act(isOn ? start : () => stop(here ?? ""))} />
          {error !== undefined && <ErrorNotice {...explain(error)} />}
          {all.some(({ id }) => id !== here) && (
            <section class="column tight">
              <h3>{text.settings.otherBrowsers}</h3>
              <ul class="column tight">
                {all.filter(({ id }) => id !== here).map(({ id, service, created_at }) => (
                  <li key={id} class="row spread">
                    <span>{service} <span class="dim">{text.settings.since(dateTime(created_at))}</span></span>
                    <Button disabled={isBusy} onClick={() => act(() => stop(id))}>{text.settings.remove}</Button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </Loaded>
  );
}
