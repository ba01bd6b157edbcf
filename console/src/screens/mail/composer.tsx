import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { useDraft } from "../../ui/draft.ts";
import { ErrorNotice, Loading } from "../../ui/states.tsx";
import { answerTo, newLetter, type Answer, type Letter } from "./letter.ts";
import { LetterForm } from "./letter_form.tsx";
import { useMessage } from "./requests.ts";

interface ComposerProps {
  pod: string;
  addresses: string[];
  /** The mailbox to write from. */
  from?: string;
  answer?: Answer;
  onDone: () => void;
}

/** Writes a new message, or an answer. What is typed is kept until it is sent or discarded. */
export function Composer({ answer, ...rest }: ComposerProps) {
  if (answer) return <AnswerComposer answer={answer} {...rest} />;
  return <Draft {...rest} name="new" initial={newLetter(rest.from ?? rest.addresses[0] ?? "")} />;
}

function AnswerComposer({ answer, ...rest }: ComposerProps & { answer: Answer }) {
  const full = useMessage(rest.pod, answer.message);
  if (full.error) return <ErrorNotice {...explain(full.error)} onRetry={() => full.refetch()} />;
  if (!full.data) return <Loading />;
  return (
    <>
      {answer.kind === "forward" && <p class="dim">{text.mail.composer.forwarded}</p>}
      <Draft {...rest} answer={answer} name={`${answer.kind}.${answer.message.id}`} initial={answerTo(answer.kind, full.data, rest.addresses)} />
    </>
  );
}

function Draft({ pod, addresses, answer, name, initial, onDone }: ComposerProps & { name: string; initial: Letter }) {
  const [letter, setLetter, forget] = useDraft(`mail.${pod}.${name}`, initial);
  const done = () => {
    forget();
    onDone();
  };
  return <LetterForm pod={pod} addresses={addresses} answer={answer} letter={letter} onChange={(change) => setLetter({ ...letter, ...change })} onDone={done} />;
}
