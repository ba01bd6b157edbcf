import { useState } from "preact/hooks";
import { api, content, inPod } from "../../api/client.ts";
import { text } from "../../texts.ts";
import { Field } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { Empty } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { reload } from "./requests.ts";

/** A pod without an address: how to get one. */
export function ClaimAddress({ pod }: { pod: string }) {
  const [name, setName] = useState("");
  const claim = async () => {
    const { address } = await content(api.POST("/v1/emails", { params: { header: inPod(pod) }, body: { local_part: name.trim() } }));
    toast(text.mail.claimed(address));
    await reload(pod);
  };
  return (
    <Empty icon="mail" title={text.mail.noAddress}>
      <p>{text.mail.noAddressHint}</p>
      <Form action={text.mail.claim} onSubmit={claim}>
        <Field label={text.mail.localPart} value={name} required autocomplete="off" spellcheck={false} onInput={({ currentTarget }) => setName(currentTarget.value)} />
      </Form>
    </Empty>
  );
}
