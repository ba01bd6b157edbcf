import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
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
  /** Opens a row: by click, and by Enter or space on the row that has the focus. `j`, `k` and arrows walk to it. */
  onOpen?: (row: Row) => void;
  /** Called when the end comes into sight, to load more. */
  onEnd?: () => void;
  /** The height of the scrolling part. Default: as many rows as there are, up to 640 pixels. */
  height?: string;
  rowHeight?: number;
}

/** More is loaded while so many rows remain. */
const AHEAD = 32;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
const NARROW = matchMedia("(max-width: 820px)");

/** A table that draws only the rows in sight, so that 100,000 of them scroll. If rows open, one of them is a tab stop. */
export function Table<Row>({ label, columns, rows, id, onOpen, onEnd, height, rowHeight = 44 }: TableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(-1);
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const changed = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", changed);
    return () => NARROW.removeEventListener("change", changed);
  }, []);
  const stop = onOpen ? Math.min(Math.max(current, 0), rows.length - 1) : -1;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // A row that has the focus keeps it while it is out of sight.
    rangeExtractor: (range) => withRow(stop, range),
  });
  const items = virtual.getVirtualItems();
  const last = virtual.range?.endIndex ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= rows.length - AHEAD) onEnd?.();
  }, [last, rows.length]);

  const isWalking = useRef(false);
  const walk = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, current + by));
    isWalking.current = next !== current;
    setCurrent(next);
    virtual.scrollToIndex(next);
  };
  useEffect(() => {
    if (isWalking.current) scroller.current?.querySelector<HTMLElement>("[role=row][tabindex='0']")?.focus({ preventScroll: true });
    isWalking.current = false;
  }, [current]);
  const open = () => {
    const row = rows[current];
    if (row !== undefined) onOpen?.(row);
  };
  useShortcuts(onOpen && rows.length > 0 ? { j: () => walk(1), k: () => walk(-1), Enter: open } : {});
  const pressed = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (event.target !== event.currentTarget || (by === undefined && event.key !== " ")) return;
    event.preventDefault();
    if (by === undefined) open();
    else walk(by);
  };
  const ofRow = (index: number) => onOpen && {
    tabIndex: index === stop ? 0 : -1,
    onFocus: ({ target, currentTarget }: FocusEvent) => target === currentTarget && setCurrent(index),
    onKeyDown: pressed,
  };

  const shown = columns.filter((column) => !(isNarrow && column.isExtra));
  const tracks = { gridTemplateColumns: shown.map(({ width }) => width).join(" ") };
  return (
    <>
      <div class="table card" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div class="scroller" ref={scroller} style={{ maxHeight: height ?? "640px" }} tabIndex={stop < 0 ? 0 : undefined} role="rowgroup" aria-label={label}>
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
                <div key={id(row)} {...ofRow(index)} role="row" aria-rowindex={index + 2} class={kind} style={{ ...tracks, height: `${rowHeight}px`, transform: `translateY(${start}px)` }} onClick={(event) => !isControl(event) && onOpen?.(row)}>
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

/** The indexes of the rows to draw, with one that is drawn in any case. */
function withRow(index: number, range: Range): number[] {
  const drawn = defaultRangeExtractor(range);
  return index < 0 || drawn.includes(index) ? drawn : [...drawn, index].sort((a, b) => a - b);
}

/** A click on a control within a row is for the control. */
function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("a, button, input, select, label") !== null;
}
