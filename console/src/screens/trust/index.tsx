import type { ScreenProps } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Observations } from "./observations.tsx";
import { Profile } from "./profile.tsx";
import { Badge } from "./badge.tsx";
import { Score } from "./score.tsx";

export default function Trust({ pod }: ScreenProps) {
  return (
    <Page title={text.trust.title}>
      <Score />
      <Badge />
      <Profile key={`profile-${pod}`} pod={pod} />
      <Observations key={`observations-${pod}`} pod={pod} />
    </Page>
  );
}
