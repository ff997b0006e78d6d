import { firstCharacter, hasText } from "./edge-text.ts";
import { readGeckoThread } from "./firefox-gecko.ts";
import { buildProcesses, type ThreadOfFile } from "./firefox-process.ts";
import { createProcessedReader } from "./firefox-processed.ts";
import type { FirefoxMeta } from "./firefox-thread.ts";
import { type JsonObject, parseJson, requireArray, requireObject, stringOr } from "./json.ts";
import type { Format, ParseOutcome, ProfileSource } from "./source.ts";

/**
 * Profiles of the Firefox Profiler, processed (`meta.preprocessedProfileVersion`; samply and `python -m
 * profiling.sampling --gecko` of Python 3.15 write these) or as Firefox dumps them. Times are milliseconds; a sample
 * stands for `meta.interval` milliseconds, as in the profiler's own call tree. Samples without a stack are idle time.
 */
export const firefox: Format = { id: "firefox", label: "Firefox profile", detect, parse };

function detect({ head, tail }: ProfileSource): boolean {
  if (firstCharacter(head) !== "{") return false;
  const has = (text: string): boolean => hasText(head, text) || hasText(tail, text);
  if (has('"preprocessedProfileVersion"')) return true;
  return has('"meta"') && has('"schema"') && (has('"stringTable"') || has('"frameTable"'));
}

function parse(source: ProfileSource): ParseOutcome {
  const file = requireObject(parseJson(source.text(), "This Firefox profile"), "A Firefox profile");
  const isProcessed = requireObject(file["meta"], "'meta'")["preprocessedProfileVersion"] !== undefined;
  return { ok: true, profiles: buildProcesses(firefox.id, isProcessed ? processedThreads(file) : geckoThreads(file)) };
}

function processedThreads(file: JsonObject): ThreadOfFile[] {
  const meta = readMeta(file["meta"]);
  const read = createProcessedReader(requireObject(file["shared"] ?? {}, "'shared'"));
  return requireArray(file["threads"], "'threads'").map((thread) => ({
    meta,
    thread: read(requireObject(thread, "A thread")),
  }));
}

/** Processes stand within the process that started them. */
function geckoThreads(file: JsonObject): ThreadOfFile[] {
  const found: ThreadOfFile[] = [];
  const pending: JsonObject[] = [file];
  for (let process = pending.pop(); process !== undefined; process = pending.pop()) {
    const meta = readMeta(process["meta"]);
    for (const thread of requireArray(process["threads"], "'threads'"))
      found.push({ meta, thread: readGeckoThread(requireObject(thread, "A thread")) });
    for (const child of requireArray(process["processes"] ?? [], "'processes'"))
      pending.push(requireObject(child, "A process"));
  }
  return found;
}

function readMeta(value: unknown): FirefoxMeta {
  const meta = requireObject(value, "'meta'");
  const importedFrom = stringOr(meta["importedFrom"], "");
  const unit = requireObject(meta["sampleUnits"] ?? {}, "'sampleUnits'")["threadCPUDelta"];
  return {
    producer: importedFrom || stringOr(meta["product"], "Firefox"),
    isTachyon: importedFrom.startsWith("Tachyon"),
    intervalMs: positive(meta["interval"]),
    startMs: positive(meta["startTime"]),
    cpuNs: unit === "ns" ? 1 : unit === "µs" ? 1e3 : 0,
  };
}

function positive(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0;
}
