import { lineOr0 } from "./json.ts";

/** A function as pyinstrument names it. `firstLine` is its definition, `line` the executing line; 0 unknown. */
export interface FrameInfo {
  readonly name: string;
  /** '' for C functions and for what is no function (`[await]`, `[self]`). */
  readonly file: string;
  readonly firstLine: number;
  readonly line: number;
}

/** `MainThread\0<thread>\0<ident>`: pyinstrument's root of the stacks of a thread. */
export function isThread(info: unknown): boolean {
  return typeof info === "string" && info.split("\0", 2)[1] === "<thread>";
}

/**
 * Reads `name\0file\0first line` with the attributes that may follow, each after `\x01` (`frame_info.py`): `l` the
 * executing line, `c` the class of `self`, `h` a traceback marker. The class is not part of the name: it is the object's,
 * not the one that defines the function, and one function would become several.
 */
export function readFrameInfo(info: string): FrameInfo {
  const [identifier = "", ...attributes] = info.split("\x01");
  const [name = "", file = "", firstLine = ""] = identifier.split("\0");
  const line = attributes.find((attribute) => attribute.startsWith("l")) ?? "";
  return { ...functionOf(name, file, lineOr0(Number(firstLine))), line: lineOfAttribute(line) };
}

/** The line of an attribute `l12`; 0 where it is another attribute. */
export function lineOfAttribute(attribute: string): number {
  return attribute.startsWith("l") ? lineOr0(Number(attribute.slice(1))) : 0;
}

/**
 * A function without what is no place in a source: C functions have the file `<built-in>`, and pyinstrument's own frames
 * (`[await]`, `[self]`, `[out-of-context]`) have none, `<await>` or the one of their caller, as the version likes.
 */
export function functionOf(name: string, file: string, firstLine: number): Omit<FrameInfo, "line"> {
  const isNoPlace = file === "<built-in>" || (name.startsWith("[") && name.endsWith("]"));
  return isNoPlace ? { name, file: "", firstLine: 0 } : { name, file, firstLine };
}
