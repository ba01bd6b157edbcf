import type { ScreenProps } from "../../routes.ts";
import { Page } from "../../ui/page.tsx";

export default function Home({ pod }: ScreenProps) {
  return <Page title="home">{pod}</Page>;
}
