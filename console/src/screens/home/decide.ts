// Decisions: what a person answers to what waits.
import { api } from "../../api/client.ts";
import { ApiError, explain } from "../../api/errors.ts";
import { queries } from "../../api/queries.ts";
import { forgetWaiting, refreshWaiting, type Of, type Waiting } from "../../api/waiting.ts";

export type Answer = "approve" | "reject";

/** Whether one key or one click says yes. A credential needs its value. */
export const isApprovable = ({ kind }: Waiting) => kind === "approval" || kind === "draft" || kind === "event";
export const takesReason = ({ kind }: Waiting) => kind === "approval" || kind === "draft" || kind === "event";

export function decide(item: Waiting, answer: Answer, reason?: string): Promise<unknown> {
  const body = reason ? { reason } : {};
  switch (item.kind) {
    case "approval": {
      const params = { path: { id: item.id } };
      return answer === "approve" ? api.POST("/v1/approvals/{id}/approve", { params }) : api.POST("/v1/approvals/{id}/reject", { params, body });
    }
    case "draft": {
      const params = { path: { pod_id: item.pod, id: item.id } };
      return answer === "approve" ? api.POST("/v1/pods/{pod_id}/drafts/{id}/release", { params }) : api.POST("/v1/pods/{pod_id}/drafts/{id}/reject", { params, body });
    }
    case "event":
      return respond(item, answer === "approve" ? "accepted" : "declined", reason);
    case "credential":
      throw new Error("a credential is decided in its form");
    case "invitation":
      return api.DELETE("/v1/invitations/{id}", { params: { path: { id: item.id } } });
  }
}

export function respond({ id }: Of<"event">, status: "accepted" | "declined" | "tentative", comment?: string): Promise<unknown> {
  return api.POST("/v1/calendar/events/{event_id}/respond", { params: { path: { event_id: id } }, body: { status, ...(comment && { comment }) } });
}

/** Somebody else decided first, or it expired. */
export const isGone = (error: unknown) => error instanceof ApiError && [404, 409, 410].includes(error.status) && error.code !== "in_progress";

export interface Outcome {
  done: Waiting[];
  /** What was decided before, with the words of the server. */
  gone: { item: Waiting; why: string }[];
  /** What stays, with the reason. */
  failed: { item: Waiting; error: unknown }[];
}

const AT_ONCE = 4;

/** Decides one or several; nothing is thrown. What is decided leaves the list. */
export async function decideAll(items: Waiting[], answer: Answer, reason?: string): Promise<Outcome> {
  const outcome: Outcome = { done: [], gone: [], failed: [] };
  const rest = [...items];
  const work = async () => {
    for (let item = rest.shift(); item; item = rest.shift()) await decideOne(item, answer, reason, outcome);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  settled([...outcome.done, ...outcome.gone.map(({ item }) => item)]);
  return outcome;
}

async function decideOne(item: Waiting, answer: Answer, reason: string | undefined, outcome: Outcome): Promise<void> {
  try {
    await decide(item, answer, reason);
    outcome.done.push(item);
  } catch (error) {
    if (isGone(error)) outcome.gone.push({ item, why: explain(error).headline });
    else outcome.failed.push({ item, error });
  }
}

/** Takes what was decided from the list, and loads again what depends on it. */
export function settled(items: Waiting[]): void {
  forgetWaiting(items.map(({ id }) => id));
  if (items.some(({ kind }) => kind === "approval")) void queries.invalidateQueries({ queryKey: ["budget"] });
  if (items.some(({ kind }) => kind === "draft")) void queries.invalidateQueries({ queryKey: ["mail"] });
  if (items.some(({ kind }) => kind === "event")) void queries.invalidateQueries({ queryKey: ["calendar"] });
  if (items.some(({ kind }) => kind === "invitation")) void queries.invalidateQueries({ queryKey: ["people"] });
  if (items.length > 0) void refreshWaiting("approvals");
}
