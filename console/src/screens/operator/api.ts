// The operations of the operator, with the operator's session.
import type { Client } from "openapi-fetch";
import { api, content, type AccountChanges, type Health, type NewCeiling, type NewTenant, type Tenant, type TenantChanges, type Tier } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { isOperatorSessionOver, operatorSession, type OperatorSession } from "./session.ts";

export interface OperatorAccount {
  id: string;
  name: string;
  tier: Tier;
  email: string | null;
  created_at: string;
  pods: number;
  requests_today: number;
  emails_today: number;
  spent_today_usdc: number;
  storage_bytes: number;
}

export interface Accounts {
  accounts: OperatorAccount[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface Overview {
  accounts: number;
  pods: number;
  tenants: number;
  accounts_by_tier: Partial<Record<Tier, number>>;
  requests_today: number;
  emails_today: number;
  storage_bytes: number;
  income_today_usdc: number;
  income_30_days_usdc: number;
  health: Health;
}

export interface ErrorCount {
  code: string;
  status: number;
  count: number;
  last_at: string;
  last_request_id: string;
}

export interface Errors {
  errors: ErrorCount[];
  hours: { hour: string; count: number }[];
}

export interface AccountQuery {
  q?: string;
  tier?: Tier;
  cursor?: string;
}

type Reply<Status extends number, Body> = { responses: { [S in Status]: { headers: Record<string, never>; content: { "application/json": Body } } } };
interface Authorized {
  header?: { authorization?: string };
}

interface OperatorPaths {
  "/admin/sessions": { post: { parameters: Authorized } & Reply<201, OperatorSession> };
  "/admin/sessions/current": { delete: { parameters: Authorized } & Reply<200, unknown> };
  "/admin/accounts": { get: { parameters: Authorized & { query?: AccountQuery & { limit?: number } } } & Reply<200, Accounts> };
  "/admin/overview": { get: { parameters: Authorized } & Reply<200, Overview> };
  "/admin/errors": { get: { parameters: Authorized & { query?: { hours?: number } } } & Reply<200, Errors> };
}

const operator = api as unknown as Client<OperatorPaths>;
const PAGE = 200;
const TENANTS = 1000;

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const headers = () => bearer(operatorSession.value?.token ?? "");

/** The content of a reply. A session that has ended is noticed. */
async function asOperator<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  try {
    return await content(call);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) isOperatorSessionOver.value = true;
    throw error;
  }
}

export const signIn = (token: string) => content(operator.POST("/admin/sessions", bearer(token)));
export const signOut = () => content(operator.DELETE("/admin/sessions/current", headers()));

export const overview = () => asOperator(operator.GET("/admin/overview", headers()));
export const accounts = (query: AccountQuery) => asOperator(operator.GET("/admin/accounts", { ...headers(), params: { query: { limit: PAGE, ...query } } }));
export const errors = (hours: number) => asOperator(operator.GET("/admin/errors", { ...headers(), params: { query: { hours } } }));

export const changeAccount = (id: string, body: AccountChanges) => asOperator(api.PATCH("/admin/accounts/{id}", { ...headers(), params: { path: { id } }, body }));
export const income = (before?: string) => asOperator(api.GET("/admin/income", { ...headers(), params: { query: { limit: PAGE, ...(before && { before }) } } }));
export const masterKeys = () => asOperator(api.GET("/admin/master-keys", headers()));
export const reseal = (after?: string) => asOperator(api.POST("/admin/master-keys/reseal", { ...headers(), params: { query: after ? { after } : {} } }));

export const tenants = (accountId?: string, cursor?: string) =>
  asOperator(api.GET("/admin/tenants", { ...headers(), params: { query: { limit: TENANTS, ...(accountId && { account_id: accountId }), ...(cursor && { cursor }) } } }));
export const createTenant = (accountId: string, body: NewTenant) =>
  asOperator(api.POST("/admin/tenants", { ...headers(), params: { query: accountId ? { account_id: accountId } : {} }, body }));
export const changeTenant = (id: string, body: TenantChanges): Promise<Tenant> => asOperator(api.PATCH("/admin/tenants/{id}", { ...headers(), params: { path: { id } }, body }));
export const deleteTenant = (id: string) => asOperator(api.DELETE("/admin/tenants/{id}", { ...headers(), params: { path: { id } } }));
export const restoreTenant = (id: string) => asOperator(api.POST("/admin/tenants/{id}/restore", { ...headers(), params: { path: { id } } }));
export const ceiling = (id: string) => asOperator(api.GET("/admin/tenants/{id}/ceiling", { ...headers(), params: { path: { id } } }));
export const setCeiling = (id: string, body: NewCeiling) => asOperator(api.PUT("/admin/tenants/{id}/ceiling", { ...headers(), params: { path: { id } }, body }));
