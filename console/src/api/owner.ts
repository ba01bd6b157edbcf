import { HOME_POD } from "./client.ts";
import { useAccount } from "./me.ts";

/** The id of a pod: that of the account for its own. Undefined while that is not known. */
export function useOwner(pod: string): string | undefined {
  const account = useAccount().data;
  return pod === HOME_POD ? account?.id : pod;
}
