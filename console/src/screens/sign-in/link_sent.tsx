import { useQuery } from "@tanstack/react-query";
import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { developmentLink, mailLink } from "./link.ts";
import styles from "./sign_in.module.css";

/** Says that the link is in the mailbox. When it is opened in this browser, this page goes on. */
export function LinkSent({ email, onOther }: { email: string; onOther: () => void }) {
  const [error, setError] = useState<unknown>();
  const again = () =>
    mailLink(email).then(() => {
      setError(undefined);
      toast(text.signIn.sentAgain);
    }, setError);
  return (
    <div class="column">
      <div class="column tight">
        <h1>{text.signIn.mailboxTitle}</h1>
        <p>{text.signIn.mailbox(email)}</p>
        <p class="dim">{text.signIn.mailboxHint}</p>
      </div>
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div class="row wrap">
        <Button onClick={again}>{text.signIn.again}</Button>
        <Button kind="plain" onClick={onOther}>{text.signIn.other}</Button>
      </div>
      <Development email={email} />
    </div>
  );
}

/** A server on somebody's own machine sends no mail. */
function Development({ email }: { email: string }) {
  const { data: link } = useQuery({
    queryKey: ["development link", email],
    queryFn: () => developmentLink(email).then((found) => found ?? (found === null ? "" : null)),
    // Until there is one; `""` says that this is no server in development.
    refetchInterval: ({ state }) => (state.data === "" ? false : 2000),
    retry: false,
  });
  if (link === "" || link === undefined) return null;
  return (
    <aside class={styles["development"]} aria-label={text.signIn.development}>
      <strong>{text.signIn.development}</strong>
      {link === null ? <p>{text.signIn.developmentWait}</p> : <><p>{text.signIn.developmentHint}</p><a class="button" href={link}>{text.signIn.developmentOpen}</a></>}
    </aside>
  );
}
