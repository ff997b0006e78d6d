import { buildFlamegraph, flamegraphFrames } from "../../src/core/profile/flamegraph.ts";
import type { TreeProfile } from "../../src/core/profile/model.ts";
import { packFlamegraph } from "../../src/core/profile/pack.ts";
import { isEverything, selectProfiles } from "../../src/core/profile/profile-selection.ts";
import { threadLanes } from "../../src/core/profile/thread-lanes.ts";
import { threadSamples } from "../../src/core/profile/time-samples.ts";
import { packTimeSamples } from "../../src/core/profile/time-samples-pack.ts";
import type { ProfileSelection } from "../../src/core/protocol/lanes.ts";
import type { ToFlamegraph } from "../../src/core/protocol/webview.ts";
import { selectionTitle } from "../../src/core/selection-title.ts";

type DataMessage = Extract<ToFlamegraph, { type: "flamegraph" }>;

const classify = (file: string) =>
  ({
    path: file,
    origin: file.startsWith("/usr") ? "stdlib" : "own",
    package: file.split("/").at(-1)?.replace(".py", "") ?? "",
  }) as const;

/** What the editor sends of a profile with call trees, with a thread in order of time. */
export function messageOf(profile: TreeProfile, selection: ProfileSelection, thread = 0): DataMessage {
  const part = selectProfiles([profile], selection, classify)[0] ?? profile;
  const graph = buildFlamegraph([part], "wall", classify, true);
  const frames = flamegraphFrames([part], classify)[0];
  const lanes = threadLanes([profile], "wall");
  const weight = part.weights[0];
  const { id = "" } = profile.threads[thread] ?? {};
  if (graph === null || frames === undefined || weight === undefined) throw new Error("the profile has no time");
  return {
    type: "flamegraph",
    header: {
      title: "report.py",
      subtitle: "py-spy 0.4.2 at 100 Hz · 2,412 samples · Python 3.12.1 · 12:04",
      warnings: [],
      live: false,
      facts: [],
      paints: null,
    },
    weights: profile.weights.map(({ id: weightId, label }) => ({ id: weightId, label })),
    weight: "wall",
    data: packFlamegraph(graph),
    lanes,
    part: isEverything(selection) ? null : { selection, title: selectionTitle(selection, lanes.lanes, lanes.unit) },
    time: { thread: { pid: profile.pid, id }, weight, data: packTimeSamples(threadSamples(part, thread, frames)) },
  };
}
