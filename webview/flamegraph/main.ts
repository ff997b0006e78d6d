import { type FromFlamegraph, toFlamegraphSchema } from "../../src/core/protocol/webview.ts";
import { connectEditor } from "../shared/editor.ts";
import { createPage } from "./page.ts";
import { type Saved, savedSchema } from "./view-state.ts";

const root = document.getElementById("app");
if (!root) throw new Error("The page has no element #app: its HTML and its script are of different versions.");

const link = connectEditor<typeof toFlamegraphSchema._zod.output, FromFlamegraph, Saved>(
  toFlamegraphSchema,
  savedSchema,
  (message) => page.receive(message),
);
const page = createPage(root, { ...link, surroundings: "editor" });
link.post({ type: "ready" });
