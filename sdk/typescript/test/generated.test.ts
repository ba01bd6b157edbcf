import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..");
const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

test("the version is that of the document", () => {
  assert.equal(json("package.json").version, json("../../openapi.json").info.version);
});

test("the generated code is that of the document", () => {
  const fresh = mkdtempSync(join(tmpdir(), "warren-sdk-"));
  try {
    execFileSync(process.execPath, [join(ROOT, "generate.mjs"), fresh]);
    assert.deepEqual(files(join(ROOT, "src/generated")), files(fresh), "run `npm run generate`");
  } finally {
    rmSync(fresh, { recursive: true });
  }
});

/** The files of a folder and what is in them. */
function files(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]));
}
