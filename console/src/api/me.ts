// Who is signed in, and what this person can see and do.
import { useQuery } from "@tanstack/react-query";
import type { Client } from "openapi-fetch";
import { api, content } from "./client.ts";
import { session } from "./session.ts";

export interface Me {
  account: { id: string; name: string; tier: string };
  credential: string;
  pod: { id: string };
  /** The person; without one, a key asked. */
  member: { id: string; email: string; name: string | null; role: string } | null;
  permissions: string[];
  addresses: string[];
}

/** Deployments without this operation answer 404: then nothing is known about the person's role. */
interface MePath {
  "/v1/me": { get: { responses: { 200: { headers: Record<string, never>; content: { "application/json": Me } } } } };
}

export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: () => content((api as unknown as Client<MePath>).GET("/v1/me")),
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
