import type { TreeProfile } from "../profile/model.ts";

/** What the first line of a sampler file says. */
export interface SamplerMeta {
  /** The tool that sampled, e.g. `py-spy@0.4.2`. */
  readonly producer: string;
  readonly pid: number;
  readonly rateHz: number;
}

/** Grows a file that `heatlineSampler` reads by one recording after the other: each call gives the lines to append. */
export interface SamplerWriter {
  /** Samples of all recordings so far. */
  readonly samples: number;
  /** `profiles` of one recording, with the weights `wall` and `samples`; `elapsedNs` since the first one began. */
  append(profiles: readonly TreeProfile[], elapsedNs: number): string;
}

/** The file holds sums per stack: it grows with the stacks that are new and those seen again, not with the samples. */
export function createSamplerWriter(meta: SamplerMeta): SamplerWriter {
  const threads = new Map<string, number>();
  const frames = new Map<string, number>();
  const nodes = new Map<string, number>();
  let begun = false;
  let samples = 0;

  return {
    get samples() {
      return samples;
    },
    append(profiles, elapsedNs) {
      const news: News = { threads: [], frames: [], nodes: [] };
      const rows = profiles.flatMap((profile) => rowsOf(profile, { threads, frames, nodes }, news));
      for (const [, , count] of rows) samples += count;
      const lines = [
        ...(begun ? [] : [{ type: "meta", format: "heatline-sampler", v: 1, weights: ["wall"], ...meta }]),
        ...news.threads.map(([ident, name]) => ({ type: "thread", ident, name })),
        ...(news.frames.length > 0 ? [{ type: "frames", frames: news.frames }] : []),
        ...(news.nodes.length > 0 ? [{ type: "nodes", nodes: news.nodes }] : []),
        ...(rows.length > 0 ? [{ type: "samples", tNs: Math.round(elapsedNs), rows }] : []),
      ];
      begun = true;
      return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    },
  };
}

interface Known {
  readonly threads: Map<string, number>;
  readonly frames: Map<string, number>;
  readonly nodes: Map<string, number>;
}

/** Entries of the file's tables that it does not have yet. */
interface News {
  readonly threads: [ident: string, name: string][];
  readonly frames: [name: string, file: string, firstLine: number, line: number][];
  readonly nodes: [parent: number, frame: number][];
}

type Row = [thread: number, node: number, samples: number, wallNs: number];

function rowsOf(profile: TreeProfile, known: Known, news: News): Row[] {
  const { functions, files, threads, nodes } = profile;
  const threadIds = threads.map(({ id, name }) => intern(known.threads, `${id}\0${name}`, news.threads, [id, name]));
  const frameIds = Array.from(profile.frames.function, (index, frame) => {
    const entry: News["frames"][number] = [
      functions.name[index] ?? "",
      files[functions.file[index] ?? -1] ?? "",
      functions.firstLine[index] ?? 0,
      profile.frames.line[frame] ?? 0,
    ];
    return intern(known.frames, entry.join("\0"), news.frames, entry);
  });
  const wall = profile.weights.findIndex(({ id }) => id === "wall");
  const counted = profile.weights.findIndex(({ id }) => id === "samples");
  const nodeIds: number[] = [];
  const rows: Row[] = [];
  for (let node = 0; node < nodes.parent.length; node++) {
    const parent = nodeIds[nodes.parent[node] ?? -1] ?? -1;
    const frame = frameIds[nodes.frame[node] ?? 0] ?? 0;
    const id = intern(known.nodes, `${parent} ${frame}`, news.nodes, [parent, frame]);
    nodeIds.push(id);
    const samples = nodes.self[counted]?.[node] ?? 0;
    const wallNs = Math.round(nodes.self[wall]?.[node] ?? 0);
    if (samples > 0) rows.push([threadIds[nodes.thread[node] ?? 0] ?? 0, id, samples, wallNs]);
  }
  return rows;
}

/** The index of `key`; a new one is told to `news`. */
function intern<T>(known: Map<string, number>, key: string, news: T[], entry: T): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  news.push(entry);
  known.set(key, known.size);
  return known.size - 1;
}
