import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef } from "preact/hooks";
import { text } from "../../texts.ts";
import { dateTime } from "../../ui/format.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Badge } from "../../ui/page.tsx";
import styles from "./list.module.css";
import type { Row } from "./rows.ts";

const ROW_HEIGHT = 76;

interface ListProps {
  rows: Row[];
  /** Messages of the place that are about sending show the recipients. */
  isSent: boolean;
  /** The line that the keyboard walks from. */
  cursor: string | undefined;
  opened: string | undefined;
  onWalk: (by: number) => void;
  onOpen: (row: Row) => void;
  onEnd: () => void;
}

/** Conversations as lines, of which only those in sight are drawn. */
export function List({ rows, isSent, cursor, opened, onWalk, onOpen, onEnd }: ListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 8, getItemKey: (index) => rows[index]?.key ?? index });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const at = rows.findIndex(({ key }) => key === cursor);
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 15) onEnd();
  }, [last, rows.length]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at]);
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onWalk(by);
  };
  return (
    <div ref={scroller} class={styles.list} role="listbox" tabIndex={0} onKeyDown={pressed} aria-label={text.mail.conversations} aria-activedescendant={items.some(({ index }) => index === at) ? `${id}-${at}` : undefined}>
      <div class={styles.sheet} style={{ height: `${virtual.getTotalSize()}px` }} role="presentation">
        {items.map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const isOpen = row.id === opened;
          const kind = [styles.line, row.isUnread && styles.unread, isOpen && styles.open, index === at && styles.cursor].filter(Boolean).join(" ");
          return (
            <div key={row.key} id={`${id}-${index}`} class={kind} role="option" aria-selected={index === at || isOpen} aria-setsize={rows.length} aria-posinset={index + 1} style={{ height: `${ROW_HEIGHT}px`, transform: `translateY(${start}px)` }} onClick={() => onOpen(row)}>
              <Line row={row} isSent={isSent} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Line({ row, isSent }: { row: Row; isSent: boolean }) {
  const who = row.who || text.mail.unknownSender;
  return (
    <>
      <div class={styles.top}>
        {row.isUnread && <span class={styles.dot}><span class="visually-hidden">{text.mail.unread}</span></span>}
        <span class={styles.who}>{isSent || row.status ? text.mail.to(who) : who}</span>
        {row.count > 1 && <span class="dim" title={text.mail.count(row.count)}>{row.count}</span>}
        {row.proof?.kind === "bad" && <span class={styles.bad} title={row.proof.headline}><Icon name="warning" size={15} /><span class="visually-hidden">{row.proof.headline}</span></span>}
        <time class={styles.time} dateTime={row.at} title={dateTime(row.at)}>{shortTime(row.at)}</time>
      </div>
      <div class={styles.subject}>
        <span class="truncate grow">{row.subject || text.mail.noSubject}</span>
        {row.hasFiles && <span class={styles.mark} title={text.mail.hasFiles}><Icon name="attach" size={15} /><span class="visually-hidden">{text.mail.hasFiles}</span></span>}
        {row.isSealed && <span class={styles.mark} title={text.mail.sealedTitle}><Icon name="vault" size={15} /><span class="visually-hidden">{text.mail.sealedTitle}</span></span>}
      </div>
      <div class={styles.bottom}>
        <span class="truncate grow">{row.snippet}</span>
        {row.status && <Badge kind={statusKind(row.status)}>{text.mail.status[row.status] ?? row.status}</Badge>}
        {row.labels.slice(0, 2).map((label) => <Badge key={label}>{label}</Badge>)}
        {row.labels.length > 2 && <Badge>+{row.labels.length - 2}</Badge>}
      </div>
    </>
  );
}

export function statusKind(status: string): "good" | "bad" | "warn" | "info" | undefined {
  return ({ sent: "good", delivered: "good", failed: "bad", rejected: "bad", pending_review: "warn", pending: "info", scheduled: "info" } as const)[status];
}

const CLOCK = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });
const LONG_AGO = new Intl.DateTimeFormat("en", { year: "numeric", month: "short", day: "numeric" });

/** The clock today, the day this year. */
function shortTime(at: string): string {
  const then = new Date(at);
  const now = new Date();
  if (then.toDateString() === now.toDateString()) return CLOCK.format(then);
  return (then.getFullYear() === now.getFullYear() ? DAY : LONG_AGO).format(then);
}
