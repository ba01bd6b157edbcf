/** A page of a list. */
export interface Page {
  next_cursor?: string | null;
}

type ArrayField<P> = { [Field in keyof P]-?: NonNullable<P[Field]> extends readonly unknown[] ? Field : never }[keyof P];
type Item<P, Field extends keyof P> = NonNullable<P[Field]> extends readonly (infer T)[] ? T : never;

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
export async function* paginate<P extends Page, Field extends ArrayField<P>>(
  field: Field,
  fetchPage: (cursor: string | undefined) => Promise<P>,
): AsyncGenerator<Item<P, Field>> {
  for await (const page of pages(fetchPage)) yield* page[field] as Iterable<Item<P, Field>>;
}
