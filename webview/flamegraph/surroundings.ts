/** Where the page stands. An editor opens sources; a document has none to open, and scrolls as a whole. */
export type Surroundings = "editor" | "document";
