import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Vault({ pod }: ScreenProps) {
  return <Page title="vault">{pod}</Page>;
}
