// Generates src/generated, or the folder that is given, from ../../openapi.json.
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createClient } from "@hey-api/openapi-ts";

const here = import.meta.dirname;
const folder = resolve(process.argv[2] ?? join(here, "src/generated"));
const document = JSON.parse(await readFile(join(here, "../../openapi.json"), "utf8"));

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

await createClient({
  input: structuredClone(document),
  output: { path: folder, module: { extension: ".ts" } },
  logs: { level: "silent" },
  parser: {
    // Upgrades to a WebSocket are no calls; src/events.ts opens the socket of events.
    filters: { operations: { exclude: operations.filter(isUpgrade).map(({ name }) => name) } },
    patch: { operations: Object.fromEntries(operations.map(({ name }) => [name, markFiles])) },
  },
  plugins: [
    { name: "@hey-api/client-fetch", throwOnError: true },
    "@hey-api/typescript",
    {
      name: "@hey-api/sdk",
      operations: { strategy: "single", containerName: "Operations", methods: "instance" },
      responseStyle: "data",
    },
  ],
});

// Types do not exist at run time, where the client has to know this of an operation.
await writeFile(
  join(folder, "operations.gen.ts"),
  `// This file is generated from openapi.json
${set("The operations that are done once for each Idempotency-Key.", "IDEMPOTENT", hasIdempotencyKey)}\
${set("The operations that return a file.", "FILES", ({ operation }) => files(operation).length > 0)}`,
);

function set(description, name, filter) {
  const lines = operations.filter(filter).map(({ name }) => `  ${JSON.stringify(name)},\n`);
  return `\n/** ${description} */\nexport const ${name}: ReadonlySet<string> = new Set([\n${lines.join("")}]);\n`;
}

function isUpgrade({ operation }) {
  return "101" in operation.responses;
}

function hasIdempotencyKey({ operation }) {
  return (operation.parameters ?? []).some(({ name }) => name === "Idempotency-Key");
}

/** The document describes a file as an array of bytes; a client reads it as a Blob. */
function markFiles(operation) {
  for (const media of files(operation)) media.schema = { type: "string", format: "binary" };
}

function files({ responses }) {
  const contents = Object.values(responses).flatMap(({ content = {} }) => Object.entries(content));
  return contents.filter(([type, { schema }]) => !type.endsWith("json") && schema?.type === "array").map(([, it]) => it);
}
