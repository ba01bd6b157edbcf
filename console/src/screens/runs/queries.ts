// What the screens of runs read, and what makes it load again.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, content, inPod, type RunStatus } from "../../api/client.ts";
import { useEvents } from "../../api/live.ts";
import { queries } from "../../api/queries.ts";

/** The account of the person, in paths. */
export const ORG = "me";
const PAGE = 100;

/** The parameters that all operations of runs in a pod have. */
export const ofPod = (pod: string) => ({ path: { org: ORG }, header: inPod(pod) });
export const ofRun = (pod: string, key: string) => ({ path: { org: ORG, key }, header: inPod(pod) });

export function useRuns(pod: string, status: RunStatus | "") {
  return useInfiniteQuery({
    queryKey: ["runs", pod, "list", status],
    queryFn: ({ pageParam: offset }) =>
      content(api.GET("/api/v1/ext/orgs/{org}/pods", { params: { ...ofPod(pod), query: { limit: PAGE, offset, ...(status && { status }) } } })),
    initialPageParam: 0,
    getNextPageParam: ({ offset, pods, total }) => (pods.length > 0 && offset + pods.length < total ? offset + pods.length : undefined),
  });
}

export function useRun(pod: string, key: string) {
  return useQuery({
    queryKey: ["runs", pod, "run", key],
    queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/pods/{key}", { params: ofRun(pod, key) })),
  });
}

export function useRunFiles(pod: string, key: string, isEnded: boolean) {
  return useQuery({
    queryKey: ["runs", pod, "run", key, "files"],
    queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/pods/{key}/files", { params: ofRun(pod, key) })),
    enabled: isEnded,
  });
}

export function useRunners(pod: string) {
  return useQuery({
    queryKey: ["runs", pod, "runners"],
    queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/runners", { params: ofPod(pod) })),
  });
}

export function useRepositories(pod: string) {
  return useQuery({
    queryKey: ["runs", pod, "repositories"],
    queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/repositories", { params: ofPod(pod) })),
  });
}

export function useAgentTypes(pod: string) {
  return useQuery({
    queryKey: ["runs", pod, "agent-types"],
    queryFn: () => content(api.GET("/api/v1/ext/orgs/{org}/agent-types", { params: ofPod(pod) })),
  });
}

export const reload = (pod: string, ...of: string[]) => queries.invalidateQueries({ queryKey: ["runs", pod, ...of] });

/** Events of runs make what is shown of them load again. */
export function useRunEvents(pod: string): void {
  useEvents(pod, ({ type }) => {
    if (!type.startsWith("run.")) return;
    void reload(pod, "list");
    void reload(pod, "run");
  });
}
