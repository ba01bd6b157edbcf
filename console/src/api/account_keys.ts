import { useQuery } from "@tanstack/react-query";
import { api, content } from "./client.ts";

/** The keys of the account, without their secrets. */
export const useAccountKeys = () => useQuery({ queryKey: ["account keys"], queryFn: () => content(api.GET("/v1/auth/keys/list")) });
