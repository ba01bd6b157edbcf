/** A page of a list. */
export interface Page {
  next_cursor?: string | null;
}

/**
 * The pages of a list, each requested when it is needed.
 *
 * `fetchPage` gets the `cursor` of the page, which is undefined for the first one.
 */
export async function* pages<P extends Page>(fetchPage: (cursor: string | undefined) => Promise<P>): AsyncGenerator<P> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield page;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** The items of all pages of a list; `field` is the field of a page that has them. */
export async function* paginate<Field extends string, Item>(
  field: Field,
  fetchPage: (cursor: string | undefined) => Promise<Page & Record<Field, readonly Item[]>>,
): AsyncGenerator<Item> {
  for await (const page of pages(fetchPage)) yield* page[field];
}
