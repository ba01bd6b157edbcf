import type { ScreenProps } from "../../routes.ts";
import { TenantList } from "./list.tsx";
import { TenantDetails } from "./tenant.tsx";

export default function Tenants({ rest }: ScreenProps) {
  return rest ? <TenantDetails id={rest} /> : <TenantList />;
}
