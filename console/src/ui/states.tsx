// What a screen shows instead of its content: that it loads, that there is nothing, that something went wrong.
import type { ComponentChildren } from "preact";
import { explain } from "../api/errors.ts";
import { text } from "../texts.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icons.tsx";

export function ErrorNotice({ headline, fix, requestId, onRetry }: { headline: string; fix?: string | undefined; requestId?: string | undefined; onRetry?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <Icon name="warning" />
      <div class="grow">
        <p class="headline">{headline}</p>
        {fix && <p>{fix}</p>}
        {requestId && <p class="dim mono">{text.errors.request(requestId)}</p>}
      </div>
      {onRetry && <Button onClick={onRetry}>{text.retry}</Button>}
    </div>
  );
}

/** A screen without content says what belongs there and how to begin. */
export function Empty({ icon, title, children }: { icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      {icon && <Icon name={icon} size={30} />}
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Loading({ lines = 4 }: { lines?: number }) {
  return (
    <div class="column" role="status">
      <span class="visually-hidden">{text.loading}</span>
      {Array.from({ length: lines }, (_, line) => (
        <div class="skeleton" key={line} style={{ height: "18px", width: `${92 - ((line * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** The content of a query, or that it loads, or what went wrong. */
export function Loaded<T>({ query, lines, children }: { query: Query<T>; lines?: number; children: (data: T) => ComponentChildren }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorNotice {...explain(query.error)} onRetry={() => query.refetch()} />;
  return <Loading {...(lines && { lines })} />;
}
