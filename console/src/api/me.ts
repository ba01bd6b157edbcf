// Who is signed in, and what this person can see and do.
import { useQuery } from "@tanstack/react-query";
import { api, content } from "./client.ts";
import { session } from "./session.ts";

/** The person, the role and its permissions. */
export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: () => content(api.GET("/v1/me")),
    enabled: session.value !== undefined,
    staleTime: 300_000,
  });
}

export function useAccount() {
  return useQuery({
    queryKey: ["account"],
    queryFn: () => content(api.GET("/v1/account/me")),
    enabled: session.value !== undefined,
    staleTime: 300_000,
  });
}

/** The pods that the person can see, the account's own first. Up to 100; the screen of agents lists all. */
export function usePods() {
  return useQuery({
    queryKey: ["pods", "switcher"],
    queryFn: () => content(api.GET("/v1/pods", { params: { query: { limit: 100 } } })),
    enabled: session.value !== undefined,
    staleTime: 60_000,
  });
}

/** Whether the person's role has a permission. While that is not known, controls are shown: the server decides. */
export function useCan(): (permission: string) => boolean {
  const permissions = useMe().data?.permissions;
  return (permission) => permissions?.includes(permission) ?? true;
}
