import { useQuery } from "@tanstack/react-query";
import { api, content, inPod } from "./client.ts";

/** The email addresses of a pod. */
export function useAddresses(pod: string) {
  return useQuery({
    queryKey: ["mail", pod, "addresses"],
    queryFn: () => content(api.GET("/v1/email/addresses", { params: { header: inPod(pod) } })),
    staleTime: 300_000,
  });
}
