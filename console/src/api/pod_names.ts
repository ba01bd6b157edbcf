import { text } from "../texts.ts";
import { HOME_POD } from "./client.ts";
import { useAccount, usePods } from "./me.ts";

export type NameOf = (pod: string) => string;

/** Names of pods by id. The account's own pod has the account's id, and its name. */
export function usePodNames(): NameOf {
  const account = useAccount().data;
  const pods = usePods().data?.pods ?? [];
  return (id) => (id === account?.id || id === HOME_POD ? (account?.name ?? text.nav.homePod) : (pods.find((pod) => pod.id === id)?.name ?? id));
}
