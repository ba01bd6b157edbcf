import { useQuery } from "@tanstack/react-query";
import { useEffect } from "preact/hooks";
import { api, content, type Me } from "../api/client.ts";
import { useMe } from "../api/me.ts";
import { unsubscribeHere } from "../api/push.ts";
import { credentials, isSessionOver, offered, session, startSession, type Session } from "../api/session.ts";
import { text } from "../texts.ts";
import { Confirm } from "../ui/dialog.tsx";
import { toast } from "../ui/toast.tsx";

const words = text.otherSession;
const nameOf = ({ member, account }: Me) => words.name(member?.email ?? account.id, account.name ?? account.id);

/** A link brought another session. Somebody else's takes the place of one that still works only if the person wants it. */
export function OtherSession({ offer }: { offer: Session }) {
  const current = useMe().data;
  const { data: next, error } = useQuery({ queryKey: ["offered session"], queryFn: () => content(api.GET("/v1/me", { headers: credentials(offer) })), gcTime: 0 });
  const member = current?.member?.id ?? session.value?.member;
  const isSame = member !== undefined && member === next?.member?.id;
  const isWelcome = next !== undefined && (isSame || isSessionOver.value);
  useEffect(() => {
    if (isWelcome) void change(offer, next, isSame);
  }, [isWelcome]);
  useEffect(() => {
    if (!error) return;
    refuse();
    toast(words.failed);
  }, [error]);
  if (!current || !next || isWelcome) return null;
  return (
    <Confirm title={words.title(nameOf(next), nameOf(current))} action={words.action} onConfirm={() => change(offer, next, false)} onClose={refuse}>
      <p>{words.body}</p>
    </Confirm>
  );
}

function refuse(): void {
  offered.value = undefined;
}

/** Somebody else does not get the notifications of the one before. */
async function change(offer: Session, { member }: Me, isSame: boolean): Promise<void> {
  if (!isSame) await unsubscribeHere().catch(() => {});
  startSession({ ...offer, ...(member && { member: member.id }) });
}
