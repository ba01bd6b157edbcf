import { useState } from "preact/hooks";
import { api, content, inPod } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Empty, ErrorNotice } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { reload } from "./requests.ts";

/** A pod without an address: how to get one. */
export function ClaimAddress({ pod }: { pod: string }) {
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>();
  const claim = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    try {
      const { address } = await content(api.POST("/v1/emails", { params: { header: inPod(pod) }, body: { local_part: name.trim() } }));
      toast(text.mail.claimed(address));
      await reload(pod);
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <Empty icon="mail" title={text.mail.noAddress}>
      <p>{text.mail.noAddressHint}</p>
      <form class="column" onSubmit={claim}>
        <Field label={text.mail.localPart} value={name} required autocomplete="off" spellcheck={false} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        {error !== undefined && <ErrorNotice {...explain(error)} />}
        <Button kind="primary" type="submit">{text.mail.claim}</Button>
      </form>
    </Empty>
  );
}
