// What the address names: `#apr_…` an approval, `?code=` a request for a credential. Emails link there.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "preact/hooks";
import { api, content } from "../../api/client.ts";
import { explain } from "../../api/errors.ts";
import { ofApproval, ofCredential, type Waiting } from "../../api/waiting.ts";
import { text } from "../../texts.ts";
import { toast } from "../../ui/toast.tsx";

interface Link {
  approval?: string | undefined;
  code?: string | undefined;
}

const linkInAddress = (): Link => ({
  approval: /^#(apr_\w+)$/.exec(location.hash)?.[1],
  code: new URLSearchParams(location.search).get("code") ?? undefined,
});

/** The item that the address names, if it still waits. */
export function useLinked(): Waiting | undefined {
  const [link, setLink] = useState(linkInAddress);
  useEffect(() => {
    const look = () => setLink(linkInAddress());
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  const { data } = useQuery({
    queryKey: ["waiting", "linked", link],
    queryFn: () => load(link),
    enabled: link.approval !== undefined || link.code !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.[0];
}

async function load({ approval: id, code }: Link): Promise<Waiting[]> {
  // What was opened once is not opened again by a reload.
  history.replaceState(null, "", location.pathname);
  try {
    if (!id) return code ? [ofCredential(await content(api.GET("/v1/credentials/approve", { params: { query: { code } } })))] : [];
    const approval = await content(api.GET("/v1/approvals/{id}", { params: { path: { id } } }));
    if (approval.status === "pending") return [ofApproval(approval)];
    toast(text.home.linked(text.home.linkedStatus[approval.status] ?? approval.status));
  } catch (error) {
    toast(text.home.linked(explain(error).headline));
  }
  return [];
}
