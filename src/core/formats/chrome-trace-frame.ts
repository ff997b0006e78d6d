import { type JsonObject, lineOr0, stringOr } from "./json.ts";

/** What an event says of the function that ran. `firstLine` is its definition, `line` the executing line; 0 unknown. */
export interface TraceFrame {
  readonly name: string;
  readonly file: string;
  readonly firstLine: number;
  readonly line: number;
}

/**
 * Each tool names functions in its own way: py-spy has `args.filename` and `args.line`, the executing line; VizTracer
 * `qualname (file:first line)`, and `module.function` for C; PyTorch's `python_function` `file(first line): function`.
 */
export function readTraceFrame(event: JsonObject): TraceFrame {
  const name = stringOr(event["name"], "(no name)");
  const args = event["args"];
  if (typeof args === "object" && args !== null && "filename" in args && typeof args.filename === "string")
    return { name, file: args.filename, firstLine: 0, line: lineOr0("line" in args ? args.line : 0) };
  if (event["cat"] === "python_function") {
    const place = readPyTorchPlace(name);
    return place === null ? bare(name) : { name: place.name, file: place.file, firstLine: place.line, line: 0 };
  }
  return readVizTracerName(name) ?? bare(name);
}

function bare(name: string): TraceFrame {
  return { name, file: "", firstLine: 0, line: 0 };
}

/** `qualname (file:first line)`; files may have spaces, brackets and colons, names have none of them together. */
function readVizTracerName(name: string): TraceFrame | null {
  const open = name.indexOf(" (");
  const colon = name.lastIndexOf(":");
  if (open < 0 || colon < open || !name.endsWith(")")) return null;
  const line = lineOr0(Number(name.slice(colon + 1, -1)));
  return line === 0 ? null : { name: name.slice(0, open), file: name.slice(open + 2, colon), firstLine: line, line: 0 };
}

/** `file(line): function`. */
function readPyTorchPlace(text: string): { name: string; file: string; line: number } | null {
  const close = text.indexOf("): ");
  const open = text.lastIndexOf("(", close);
  if (close < 0 || open < 0) return null;
  const line = lineOr0(Number(text.slice(open + 1, close)));
  return { name: text.slice(close + 3), file: text.slice(0, open), line };
}

/**
 * The Python stack of an operator, as older PyTorch profilers give it: `args["Call stack"]`, `file(line): function` with
 * the executing line, leaf first, separated by semicolons. Root first here.
 */
export function readCallStack(event: JsonObject): TraceFrame[] {
  const args = event["args"];
  if (typeof args !== "object" || args === null || !("Call stack" in args)) return [];
  const entries = stringOr(args["Call stack"], "").split(";");
  return entries
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const place = readPyTorchPlace(entry);
      return place === null ? bare(entry) : { ...place, firstLine: 0 };
    })
    .reverse();
}

/** py-spy's headings of stacks, `process 7:"command line"` and `thread (0x7F): NAME`, are no functions. */
export function isPySpyHeading(event: JsonObject, { file }: TraceFrame): boolean {
  return event["cat"] === "py-spy" && file === "" && /^(?:process \d+:"|thread \()/.test(stringOr(event["name"], ""));
}

/** The name in `thread (0x7F): NAME`; '' where there is none. */
export function threadNameOf(heading: string): string {
  const separator = heading.indexOf("): ");
  return heading.startsWith("thread (") && separator > 0 ? heading.slice(separator + 3) : "";
}
