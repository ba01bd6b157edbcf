/** A page of a list: each kind says in its own fields where the next page begins. */
export type Page =
  | { next_cursor?: string | null }
  | { pagination: { next_before?: string | null } }
  | { next?: string | number | null; has_more?: boolean }
  | { offset: number; limit: number; total: number }
  | { startIndex?: number; itemsPerPage?: number; totalResults?: number };

/** Where a page begins: a value for the operation's `cursor`, `before`, `since`, `after`, `offset` or `startIndex`. */
// Which of them, and so its type, is known only from the reply.
export type PageStart = any;

/**
 * The pages of a list, each requested when it is needed.
 *
 * `fetchPage` gets where the page begins, which is undefined for the first one, and passes it on unchanged.
 */
export async function* pages<P extends Page>(fetchPage: (start: PageStart) => Promise<P>): AsyncGenerator<P> {
  let start: PageStart;
  do {
    const page = await fetchPage(start);
    yield page;
    start = startAfter(page);
  } while (start !== undefined);
}

/** The items of all pages of a list; `field` is the field of a page that has them. */
export async function* paginate<
  Field extends string,
  P extends Page & { [field in Field]?: readonly unknown[] | null },
>(
  field: Field,
  fetchPage: (start: PageStart) => Promise<P>,
): AsyncGenerator<ItemOf<P[Field]>> {
  for await (const page of pages(fetchPage)) yield* (page[field] ?? []) as ItemOf<P[Field]>[];
}

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

/** Where the page after this one begins; undefined after the last one. */
function startAfter(page: Page): PageStart {
  if ("next_cursor" in page) return page.next_cursor ?? undefined;
  if ("pagination" in page) return page.pagination.next_before ?? undefined;
  if ("next" in page) return page.has_more === false ? undefined : (page.next ?? undefined);
  if ("offset" in page) return startOf(page.offset + page.limit, page.limit, page.total);
  if ("startIndex" in page) {
    const { startIndex = 1, itemsPerPage = 0, totalResults = 0 } = page;
    return startOf(startIndex + itemsPerPage, itemsPerPage, totalResults + 1);
  }
}

/** `start`; undefined if it is past the end, or if the page before, of a limit of 0, had no items. */
function startOf(start: number, items: number, end: number): number | undefined {
  return items > 0 && start < end ? start : undefined;
}
