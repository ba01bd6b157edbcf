// The operations of the operator, with the operator's session.
import { api, content, type AccountChanges, type NewTenant, type operations, type Tenant, type TenantChanges } from "../../api/client.ts";
import { ApiError } from "../../api/errors.ts";
import { isOperatorSessionOver, operatorSession } from "./session.ts";

type AccountQuery = NonNullable<operations["list_accounts"]["parameters"]["query"]>;

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

export const signIn = (token: string) => content(api.POST("/admin/sessions", bearer(token)));
export const signOut = () => content(api.DELETE("/admin/sessions/current", headers()));

export const health = () => content(api.GET("/health"));
export const overview = () => asOperator(api.GET("/admin/overview", headers()));
export const accounts = (query: AccountQuery) => asOperator(api.GET("/admin/accounts", { ...headers(), params: { query: { limit: PAGE, ...query } } }));
export const errors = (hours: number) => asOperator(api.GET("/admin/errors", { ...headers(), params: { query: { hours } } }));

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
