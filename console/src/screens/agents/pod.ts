import { api, content, type Pod } from "../../api/client.ts";

/** An agent as it is now. */
export const loadPod = (id: string): Promise<Pod> => content(api.GET("/v1/pods/{pod_id}", { params: { path: { pod_id: id } } }));
