import { HOME_POD } from "../../api/client.ts";
import { useAccount } from "../../api/me.ts";

/** Whose vault it is, as in the envelope: the account for its own pod. Undefined while that is not known. */
export function useOwner(pod: string): string | undefined {
  const account = useAccount().data;
  return pod === HOME_POD ? account?.id : pod;
}
