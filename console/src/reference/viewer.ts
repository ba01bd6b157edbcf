// The viewer of the API's document: Swagger UI, without anything that leaves this deployment.
import SwaggerUI, { type Plugin, type TaggedOperations } from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import { isDark } from "../shell/theme.ts";

const DOCUMENT = "/api";

export interface Viewer {
  /** Shows the operations that have all these words. */
  find(words: string): void;
}

export function startViewer(place: HTMLElement): Viewer {
  followTheme();
  const { layoutActions } = SwaggerUI({
    domNode: place,
    url: DOCUMENT,
    plugins: [search],
    docExpansion: "list",
    deepLinking: true,
    filter: false,
    // Schemas are shown in each operation.
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    // A key is forgotten with the page.
    persistAuthorization: false,
    // The address of the page does not choose another document.
    queryConfigEnabled: false,
    // Else the document is sent to a service that validates it.
    validatorUrl: null,
  });
  return { find: (words) => layoutActions.updateFilter(words.trim() || false) };
}

/** The viewer's own filter knows names of tags only, and its field has no label. There is one server to choose: this one. */
const search: Plugin = () => ({
  components: { FilterContainer: () => null, ServersContainer: () => null },
  fn: { opsFilter: findOperations },
});

function findOperations(tags: TaggedOperations, phrase: string): TaggedOperations {
  const words = phrase.toLowerCase().split(/\s+/);
  return tags
    .map((tag, name) =>
      tag.update("operations", (operations) =>
        operations.filter((operation) => {
          const of = (...path: string[]) => operation.getIn(path) ?? "";
          const found = [name, of("method"), of("path"), of("operation", "summary"), of("operation", "operationId")].join(" ").toLowerCase();
          return words.every((word) => found.includes(word));
        }),
      ),
    )
    .filter((tag) => tag.get("operations").size > 0);
}

function followTheme(): void {
  const follow = () => document.documentElement.classList.toggle("dark-mode", isDark());
  follow();
  addEventListener("themechange", follow);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow);
}
