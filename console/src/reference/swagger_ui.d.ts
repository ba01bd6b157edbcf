// The part of Swagger UI that the reference uses; the package has no types of its own.
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export interface Operation {
    getIn(path: string[]): string | undefined;
  }
  export interface Operations {
    readonly size: number;
    filter(isKept: (operation: Operation) => boolean): Operations;
  }
  export interface Tag {
    get(field: "operations"): Operations;
    update(field: "operations", change: (operations: Operations) => Operations): Tag;
  }
  export interface TaggedOperations {
    map(change: (tag: Tag, name: string) => Tag): TaggedOperations;
    filter(isKept: (tag: Tag) => boolean): TaggedOperations;
  }
  export type Plugin = () => { components: Record<string, () => null>; fn: Record<string, unknown> };
  export default function SwaggerUI(settings: { domNode: HTMLElement; url: string; plugins: Plugin[] } & Record<string, unknown>): {
    layoutActions: { updateFilter(phrase: string | false): void };
  };
}
