import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Page, pages, type PageStart, paginate, Warren } from "../src/index.ts";

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

test("an empty list, one without a cursor, and one that is absent", async () => {
  assert.deepEqual(await Array.fromAsync(paginate("items", async () => ({ items: [], next_cursor: null }))), []);
  assert.equal((await Array.fromAsync(pages(async () => ({ items: [1], next_cursor: undefined })))).length, 1);
  const absent: { items?: number[] | null; next_cursor?: null } = {};
  assert.deepEqual(await Array.fromAsync(paginate("items", async () => absent)), []);
});

/** A list whose pages begin at a value of `parameter`: its pages, and the values for all but the first. */
interface List {
  parameter: string;
  fetchPage: (warren: Warren, start: PageStart) => Promise<Page>;
  replies: object[];
  starts: string[];
}

const history = (warren: Warren, before: PageStart) => warren.getBudgetHistory({ query: { before } });
const runs = (warren: Warren, offset: PageStart) => warren.listRuns({ path: { org: "me" }, query: { offset } });
const users = (warren: Warren, startIndex: PageStart) => warren.listScimUsers({ query: { startIndex } });
const reseal = (warren: Warren, after: PageStart) => warren.resealPods({ query: { after } });
const output = (warren: Warren, since: PageStart) =>
  warren.getRunOutput({ path: { org: "me", key: "run_1" }, query: { since } });

const NEXT_BEFORE = "2026-04-01T10:00:00.123000000000042Z";
const lists: List[] = [
  {
    parameter: "before",
    fetchPage: history,
    replies: [NEXT_BEFORE, null].map((next_before) => ({ entries: [], pagination: { next_before } })),
    starts: [NEXT_BEFORE],
  },
  {
    parameter: "offset",
    fetchPage: runs,
    replies: [0, 2, 4].map((offset) => ({ pods: [], offset, limit: 2, total: 5 })),
    starts: ["2", "4"],
  },
  { parameter: "offset", fetchPage: runs, replies: [{ pods: [], offset: 0, limit: 5, total: 5 }], starts: [] },
  { parameter: "offset", fetchPage: runs, replies: [{ pods: [], offset: 0, limit: 0, total: 5 }], starts: [] },
  {
    parameter: "startIndex",
    fetchPage: users,
    replies: [
      { Resources: [], startIndex: 1, itemsPerPage: 2, totalResults: 3 },
      { Resources: [], startIndex: 3, itemsPerPage: 1, totalResults: 3 },
    ],
    starts: ["3"],
  },
  {
    parameter: "since",
    fetchPage: output,
    replies: [{ output: "one", next: 3, has_more: true }, { output: "two", next: 6, has_more: false }],
    starts: ["3"],
  },
  {
    parameter: "after",
    fetchPage: reseal,
    replies: [{ woken: 1, next: "pod_1" }, { woken: 0, next: null }],
    starts: ["pod_1"],
  },
];

test("each kind of list continues", async () => {
  for (const { parameter, fetchPage, replies, starts } of lists) {
    const asked: (string | null)[] = [];
    const fetch = async (input: RequestInfo | URL) => {
      const reply = replies[asked.length];
      asked.push(new URL((input as Request).url).searchParams.get(parameter));
      return Response.json(reply);
    };
    const warren = new Warren({ url: "https://warren.example", fetch });
    assert.deepEqual(await Array.fromAsync(pages((start) => fetchPage(warren, start))), replies, parameter);
    assert.deepEqual(asked, [null, ...starts]);
  }
});

test("every list of the document that has pages is one that continues", async () => {
  const document = JSON.parse(readFileSync(new URL("../../../openapi.json", import.meta.url), "utf8"));
  let count = 0;
  for (const [path, { get }] of Object.entries<any>(document.paths)) {
    if (!get?.parameters?.some(({ name }: any) => ["limit", "count", "cursor"].includes(name))) continue;
    const [content] = Object.values<any>(get.responses[200].content);
    const starts: unknown[] = [];
    for await (const page of pages(async (start) => (starts.push(start), pageOf(content.schema, document)))) {
      assert(page);
      if (starts.length === 2) break;
    }
    assert.notEqual(starts[1], undefined, path);
    count += 1;
  }
  assert(count > 30, `${count} lists`);
});

/** A page with another one after it, as a schema describes it. */
function pageOf({ $ref, allOf = [], properties = {} }: any, document: any): any {
  if ($ref) return pageOf(document.components.schemas[$ref.split("/").at(-1)], document);
  const values = Object.entries<any>(properties).map(([name, schema]) => [name, valueOf(name, schema, document)]);
  return Object.assign(Object.fromEntries(values), ...allOf.map((part: any) => pageOf(part, document)));
}

function valueOf(name: string, schema: any, document: any): unknown {
  const type = [schema.type].flat()[0];
  if (type === undefined) return pageOf(schema, document);
  return { boolean: true, integer: name.startsWith("total") ? 100 : 1, string: "start" }[type as string];
}
