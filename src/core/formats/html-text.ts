const ENTITIES = new Map([
  ["&lt;", "<"],
  ["&gt;", ">"],
  ["&quot;", '"'],
  ["&#x27;", "'"],
  ["&#39;", "'"],
  ["&#34;", '"'],
  ["&amp;", "&"],
]);

/** Undoes Python's `html.escape` and its like. Anything else that looks like an entity stays as it is. */
export function htmlUnescape(text: string): string {
  return text.includes("&")
    ? text.replace(/&(?:lt|gt|quot|#x27|#39|#34|amp);/g, (entity) => ENTITIES.get(entity) ?? entity)
    : text;
}
