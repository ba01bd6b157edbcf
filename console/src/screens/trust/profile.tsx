import { useState } from "preact/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useAddresses } from "../../api/addresses.ts";
import { api, content, inPod } from "../../api/client.ts";
import type { AgentProfile } from "../../api/client.ts";
import { ApiError, explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Checkbox, Field, Select, TextArea } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty, ErrorNotice, Loaded } from "../../ui/states.tsx";
import { toast } from "../../ui/toast.tsx";
import { Icon } from "../../ui/icons.tsx";

/** What others see of the agent at one of its addresses. */
export function Profile({ pod }: { pod: string }) {
  const query = useAddresses(pod);
  return (
    <Card title={text.trust.profile} isPadded>
      <Loaded query={query}>
        {({ addresses }) => addresses.length === 0
          ? <Empty icon="mail" title={text.trust.noAddress}><p>{text.trust.noAddressHint}</p><a class="button" href={toPod(pod, "/mail")}>{text.trust.toMail}</a></Empty>
          : <Addresses pod={pod} addresses={addresses} />}
      </Loaded>
    </Card>
  );
}

function Addresses({ pod, addresses }: { pod: string; addresses: string[] }) {
  const [address, setAddress] = useState(addresses[0] ?? "");
  const query = useQuery({ queryKey: ["trust", pod, "profile", address], queryFn: () => publicProfile(address) });
  return (
    <div class="column">
      <p class="dim">{text.trust.profileHint}</p>
      {addresses.length > 1 && (
        <Select label={text.trust.address} value={address} onChange={({ currentTarget }) => setAddress(currentTarget.value)}>
          {addresses.map((one) => <option key={one} value={one}>{one}</option>)}
        </Select>
      )}
      <Loaded query={query}>{(profile) => <ProfileForm key={address} pod={pod} address={address} profile={profile ?? undefined} />}</Loaded>
    </div>
  );
}

/** Null if nobody else can see one. */
async function publicProfile(address: string): Promise<AgentProfile | null> {
  try {
    return await content(api.GET("/agents/{name}", { params: { path: { name: address } }, headers: { accept: "application/json" } })) as AgentProfile;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

interface Typed {
  description: string;
  capabilities: string;
  isPublic: boolean;
}

const listed = (typed: string) => typed.split(",").map((one) => one.trim()).filter(Boolean);

function ProfileForm({ pod, address, profile }: { pod: string; address: string; profile: AgentProfile | undefined }) {
  const [typed, setTyped] = useDraft<Typed>(`trust.profile.${address}`, {
    description: profile?.description ?? "",
    capabilities: profile?.capabilities.join(", ") ?? "",
    // Nothing is found of a private one, too: saving must not publish it.
    isPublic: profile !== undefined,
  });
  const change = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const save = useMutation({
    mutationFn: () => api.PUT("/v1/agents/{name}", {
      params: { path: { name: address }, header: inPod(pod) },
      body: { description: typed.description || null, capabilities: listed(typed.capabilities), visibility: typed.isPublic ? "public" : "private" },
    }),
    onSuccess: () => {
      toast(text.trust.profileSaved);
      // The form goes on showing what was saved; only a reload asks the server.
      queries.setQueryData(["trust", pod, "profile", address], typed.isPublic ? { ...(profile ?? blank(address)), description: typed.description, capabilities: listed(typed.capabilities) } : null);
      sessionStorage.removeItem(`warren.draft.trust.profile.${address}`);
      void queries.invalidateQueries({ queryKey: ["trust", "score"] });
    },
  });
  return (
    <form class="column" onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
      {profile
        ? <p class="row wrap"><a class="button" href={`/agents/${encodeURIComponent(profile.name)}`} target="_blank" rel="noopener"><Icon name="external" />{text.trust.page}</a><a class="button" href={profile.agent_card} target="_blank" rel="noopener"><Icon name="external" />{text.trust.card}</a></p>
        : <p class="notice">{text.trust.notPublic}</p>}
      <TextArea label={text.trust.description} hint={text.trust.descriptionHint} maxLength={500} value={typed.description} onInput={({ currentTarget }) => change({ description: currentTarget.value })} />
      <Field label={text.trust.capabilities} hint={text.trust.capabilitiesHint} value={typed.capabilities} onInput={({ currentTarget }) => change({ capabilities: currentTarget.value })} />
      <Checkbox label={text.trust.isPublic} hint={text.trust.isPublicHint} checked={typed.isPublic} onChange={(isPublic) => change({ isPublic })} />
      {save.error && <ErrorNotice {...explain(save.error)} />}
      <footer><Button kind="primary" type="submit" disabled={save.isPending}>{text.trust.saveProfile}</Button></footer>
    </form>
  );
}

function blank(address: string): AgentProfile {
  const name = address.split("@")[0] ?? address;
  const url = `${location.origin}/agents/${encodeURIComponent(name)}`;
  return { address, name, url, agent_card: `${url}/agent-card.json`, capabilities: [], verified: false };
}
