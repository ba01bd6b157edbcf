import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Domains({ pod }: ScreenProps) {
  return <Page title="domains">{pod}</Page>;
}
