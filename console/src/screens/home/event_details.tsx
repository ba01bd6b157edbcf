import { useState } from "preact/hooks";
import { explain } from "../../api/errors.ts";
import { HOME_POD } from "../../api/client.ts";
import type { Of } from "../../api/waiting.ts";
import { toPod } from "../../routes.ts";
import { text } from "../../texts.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/page.tsx";
import { ErrorNotice } from "../../ui/states.tsx";
import { occurrence, whenName } from "../calendar/occurrence.ts";
import { respond, settled } from "./decide.ts";
import styles from "./home.module.css";

export function EventDetails({ item }: { item: Of<"event"> }) {
  const { location, organizer, description, invitation } = item.event;
  const [error, setError] = useState<unknown>();
  const maybe = () => respond(item, "tentative").then(() => settled([item]), setError);
  return (
    <div class={styles["details"]}>
      <dl class="facts">
        <dt>{text.home.when}</dt><dd>{whenName(occurrence(item.event))}</dd>
        {location && <><dt>{text.home.where}</dt><dd>{location}</dd></>}
        <dt>{text.home.organizer}</dt><dd>{organizer?.email} {invitation?.verified === false && <Badge kind="warn">{text.home.unverified}</Badge>}</dd>
      </dl>
      {description && <p class={styles["letter"]}>{description}</p>}
      {error !== undefined && <ErrorNotice {...explain(error)} />}
      <div class="row">
        <Button onClick={maybe}>{text.home.maybe}</Button>
        <a class="button" href={toPod(HOME_POD, "/calendar")}>{text.nav.calendar}</a>
      </div>
    </div>
  );
}
