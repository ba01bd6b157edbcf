import { useVirtualizer } from "@tanstack/react-virtual";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../texts.ts";
import { useShortcuts } from "./keyboard.ts";

export interface Column<Row> {
  key: string;
  head: string;
  /** Width as a grid track: `minmax(120px, 2fr)`, `90px`. */
  width: string;
  cell: (row: Row) => ComponentChildren;
  isNumber?: boolean;
  /** Not shown on narrow screens. */
  isExtra?: boolean;
}

interface TableProps<Row> {
  /** The name of the table for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  id: (row: Row) => string;
  /** Opens a row: by click, and by Enter on the row that `j` and `k` walk to. */
  onOpen?: (row: Row) => void;
  /** Called when the end comes into sight, to load more. */
  onEnd?: () => void;
  /** The height of the scrolling part. Default: as many rows as there are, up to 640 pixels. */
  height?: string;
  rowHeight?: number;
}

const NARROW = matchMedia("(max-width: 820px)");

/** A table that draws only the rows in sight, so that 100,000 of them scroll. `j` and `k` walk, Enter opens. */
export function Table<Row>({ label, columns, rows, id, onOpen, onEnd, height, rowHeight = 44 }: TableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(-1);
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const changed = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", changed);
    return () => NARROW.removeEventListener("change", changed);
  }, []);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 12 });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 20) onEnd?.();
  }, [last, rows.length]);

  const walk = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, current + by));
    setCurrent(next);
    virtual.scrollToIndex(next);
  };
  const open = () => {
    const row = rows[current];
    if (row !== undefined) onOpen?.(row);
  };
  useShortcuts(onOpen && rows.length > 0 ? { j: () => walk(1), k: () => walk(-1), Enter: open } : {});

  const shown = columns.filter((column) => !(isNarrow && column.isExtra));
  const tracks = { gridTemplateColumns: shown.map(({ width }) => width).join(" ") };
  return (
    <>
      <div class="table card" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div class="scroller" ref={scroller} style={{ maxHeight: height ?? "640px" }} tabIndex={0} role="rowgroup" aria-label={label}>
          <div class="head" role="row" style={tracks}>
            {shown.map(({ key, head, isNumber }) => (
              <span key={key} role="columnheader" class={isNumber ? "number" : ""}>{head}</span>
            ))}
          </div>
          <div class="body" style={{ height: `${virtual.getTotalSize()}px` }}>
            {items.map(({ index, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const kind = ["line", onOpen && "link", index === current && "current"].filter(Boolean).join(" ");
              return (
                <div key={id(row)} role="row" aria-rowindex={index + 2} class={kind} style={{ ...tracks, height: `${rowHeight}px`, transform: `translateY(${start}px)` }} onClick={(event) => !isControl(event) && onOpen?.(row)}>
                  {shown.map(({ key, cell, isNumber }) => (
                    <div key={key} role="cell" class={isNumber ? "cell number" : "cell"}>{cell(row)}</div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <span class="visually-hidden" role="status">{text.plural(rows.length, "row")}</span>
    </>
  );
}

/** A click on a control within a row is for the control. */
function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("a, button, input, select, label") !== null;
}
