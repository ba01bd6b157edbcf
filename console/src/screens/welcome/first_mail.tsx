import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { api, content, type NewMailOrBody, type Pod } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { useEvents } from "../../api/live.ts";
import { queries } from "../../api/queries.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field, TextArea } from "../../ui/field.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import styles from "./welcome.module.css";

interface FirstMailProps {
  pod: Pod;
  address: string;
  arrived: { subject: string } | undefined;
}

/** Sends a mail to the agent, and says when it is there. */
export function FirstMail({ pod, address, arrived }: FirstMailProps) {
  const [isSent, setSent] = useState(false);
  useEvents(pod.id, ({ type }) => {
    if (type === "email.received") void queries.invalidateQueries({ queryKey: ["mail", pod.id] });
  });
  if (arrived) {
    return (
      <div class={styles["arrived"]} role="status">
        <p>{text.welcome.arrived(arrived.subject)}</p>
        <a class="button" href={toPod(pod.id, "/mail")}>{text.welcome.openMailbox}</a>
      </div>
    );
  }
  if (isSent) return <p class={styles["waits"]} role="status">{text.welcome.sent}</p>;
  return <MailForm to={address} onSent={() => setSent(true)} />;
}

function MailForm({ to, onSent }: { to: string; onSent: () => void }) {
  const own = useQuery({ queryKey: ["mail", "home", "addresses"], queryFn: () => content(api.GET("/v1/email/addresses")) });
  const [form, setForm, forget] = useDraft("welcome.mail", { subject: text.welcome.firstSubject, text: text.welcome.firstText });
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const from = own.data?.addresses[0] ?? (await claimOwn());
      const mail = { from, to, subject: form.subject, text: form.text } as NewMailOrBody;
      await api.POST("/v1/email/send", { body: mail });
      forget();
      onSent();
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <form class="column" onSubmit={submit}>
      <p class="dim">{text.welcome.mailHint(own.data?.addresses[0] ?? "")}</p>
      <Field label={text.welcome.subject} required value={form.subject} onInput={({ currentTarget }) => setForm({ ...form, subject: currentTarget.value })} />
      <TextArea label={text.welcome.text} rows={3} value={form.text} onInput={({ currentTarget }) => setForm({ ...form, text: currentTarget.value })} />
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div><Button kind="primary" icon="send" type="submit" disabled={isBusy}>{text.welcome.send}</Button></div>
    </form>
  );
}

/** The account's own mailbox: any name will do. */
async function claimOwn(): Promise<string> {
  const { address } = await content(api.POST("/v1/inbox", { body: {} }));
  await queries.invalidateQueries({ queryKey: ["mail", "home"] });
  return address;
}
