export { findCode, type ReceivedCode, type WaitForCodeOptions } from "./code.ts";
export { ConnectionError, WarrenError } from "./errors.ts";
export { SocketClosedError, type EventsOptions, type PodEvent } from "./events.ts";
export type * from "./generated/types.gen.ts";
export { pages, paginate, type Page, type PageStart } from "./pagination.ts";
export { generateSeed, Sealer, Vault } from "./vault.ts";
export { Warren, type WarrenOptions } from "./warren.ts";
export { verifyWebhook, WebhookVerificationError, type VerifyOptions, type WebhookEvent } from "./webhook.ts";
