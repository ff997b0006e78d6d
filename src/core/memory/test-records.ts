import { type TestRecord, testRecordSchema } from "../protocol/tests.ts";

/**
 * The lines of a `tests.<pid>.jsonl`. A line that is no record is left out: the last one may be half written, and newer
 * meters may write others.
 */
export function parseTestRecords(text: string): TestRecord[] {
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      const parsed = testRecordSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
