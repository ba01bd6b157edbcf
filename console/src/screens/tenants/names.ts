/** Names that were typed, one per line. */
export const namesOf = (typed: string): string[] => typed.split(/[\n,]/).map((name) => name.trim()).filter(Boolean);
