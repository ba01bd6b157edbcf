import { text } from "../texts.ts";
import { useAccount, usePods } from "./me.ts";

/** Names of pods by id. The account's own pod has the account's id. */
export function usePodNames(): (id: string) => string {
  const account = useAccount().data;
  const pods = usePods().data?.pods ?? [];
  return (id) => (id === account?.id ? text.nav.homePod : (pods.find((pod) => pod.id === id)?.name ?? id));
}
