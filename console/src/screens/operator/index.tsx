import type { ComponentType } from "preact";
import type { ScreenProps } from "../../routes.ts";
import { NotFound } from "../../shell/fallbacks.tsx";
import { Accounts } from "./accounts.tsx";
import { RecentErrors } from "./errors.tsx";
import { Frame } from "./frame.tsx";
import { Income } from "./income.tsx";
import { MasterKeys } from "./master_keys.tsx";
import { OverviewScreen } from "./overview.tsx";
import { operatorSession } from "./session.ts";
import { OperatorSignIn } from "./sign_in.tsx";
import { Tenants } from "./tenants.tsx";

const SCREENS: Record<string, ComponentType> = {
  "": OverviewScreen,
  accounts: Accounts,
  tenants: Tenants,
  income: Income,
  keys: MasterKeys,
  errors: RecentErrors,
};

export default function Operator({ rest }: ScreenProps) {
  if (!operatorSession.value) return <OperatorSignIn />;
  const Shown = SCREENS[rest] ?? NotFound;
  return <Frame at={rest}><Shown /></Frame>;
}
