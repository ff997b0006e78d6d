import { collapsed } from "./collapsed.ts";
import { functionsCsv, linesCsv } from "./csv.ts";
import type { ExportFormat } from "./export-format.ts";
import { pprof } from "./pprof.ts";
import { speedscope } from "./speedscope.ts";

/** Every output format. Of formats with the same extension the first is meant where only a file name is given. */
export const exportFormats: readonly ExportFormat[] = [speedscope, collapsed, pprof, linesCsv, functionsCsv];
