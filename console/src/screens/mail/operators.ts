// Conditions of a search, as people type them: `from:ann@x.example invoice has:attachment`.

export interface Conditions {
  q?: string;
  from?: string;
  to?: string;
  label?: string;
  after?: string;
  before?: string;
  has_attachment?: boolean;
}

const OPERATOR = /(?:^|\s)(from|to|label|after|before|has):(?:"([^"]*)"|(\S+))/g;

export function conditionsOf(typed: string): Conditions {
  const found: Conditions = {};
  for (const [, name, quoted, bare] of typed.matchAll(OPERATOR)) {
    const value = quoted ?? bare ?? "";
    if (name === "has") found.has_attachment = true;
    else if (name === "after" || name === "before") Object.assign(found, moment(name, value));
    else if (name) Object.assign(found, { [name]: value });
  }
  const words = typed.replace(OPERATOR, " ").trim();
  return { ...found, ...(words && { q: words }) };
}

/** A day means its beginning. What is not a date is no condition. */
function moment(name: string, value: string): Conditions {
  const at = new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value);
  return Number.isNaN(at.getTime()) ? {} : { [name]: at.toISOString() };
}
