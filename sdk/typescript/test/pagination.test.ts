import assert from "node:assert/strict";
import { test } from "node:test";
import { pages, paginate } from "../src/index.ts";

/** A list of 1 to 5 with two items on a page, and the cursors that were asked for. */
function list() {
  const cursors: (string | undefined)[] = [];
  const fetchPage = async (cursor: string | undefined) => {
    cursors.push(cursor);
    const start = Number(cursor ?? 0);
    return { numbers: [1, 2, 3, 4, 5].slice(start, start + 2), next_cursor: start + 2 < 5 ? String(start + 2) : null };
  };
  return { cursors, fetchPage };
}

test("the items of all pages, in order", async () => {
  const { cursors, fetchPage } = list();
  assert.deepEqual(await Array.fromAsync(paginate("numbers", fetchPage)), [1, 2, 3, 4, 5]);
  assert.deepEqual(cursors, [undefined, "2", "4"]);
});

test("a page is requested when it is needed", async () => {
  const { cursors, fetchPage } = list();
  for await (const number of paginate("numbers", fetchPage)) if (number === 2) break;
  assert.deepEqual(cursors, [undefined]);
});

test("an empty list, and one without a cursor", async () => {
  assert.deepEqual(await Array.fromAsync(paginate("items", async () => ({ items: [], next_cursor: null }))), []);
  assert.equal((await Array.fromAsync(pages(async () => ({ items: [1], next_cursor: undefined })))).length, 1);
});
