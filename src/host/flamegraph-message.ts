import { emptyFlamegraph } from "../core/flamegraph-empty.ts";
import { joinPieces } from "../core/profile/pack.ts";
import type { ThreadKey } from "../core/protocol/lanes.ts";
import type { RunView } from "../core/protocol/server.ts";
import type { ToFlamegraph } from "../core/protocol/webview.ts";
import { recordingFacts, recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import type { HostContext } from "./host-context.ts";
import type { Server } from "./server.ts";

export interface ShownFlamegraph {
  /** What is loaded; null: nothing. */
  readonly view: RunView | null;
  /** An opened profile by its path; null: what is current. */
  readonly which: string | null;
  /** See the header of the page. Asked last, as it may change while the server answers. */
  paints(): boolean | null;
}

/** What the page wants to see of it. */
export interface PageWishes {
  readonly weight: string | null;
  /** The thread to show in order of time, the busiest for null; undefined: none. */
  readonly time: ThreadKey | null | undefined;
}

/**
 * A flamegraph as a message to the page, or the reason why there is none. Never rejects: a server that does not answer
 * is a reason, too.
 */
export async function flamegraphMessage(
  { server, log }: Pick<HostContext, "server" | "log">,
  { view, which, paints }: ShownFlamegraph,
  { weight, time }: PageWishes,
): Promise<ToFlamegraph> {
  if (view === null) return { type: "empty", header: null, ...emptyFlamegraph(null) };
  const header = () => ({
    title: recordingTitle(view.recording),
    subtitle: recordingSubtitle(view),
    warnings: view.warnings,
    live: view.live,
    facts: recordingFacts(view),
    paints: paints(),
  });
  try {
    const answer = await server.request("flamegraph", { which, weight });
    const first = answer?.weights[0];
    if (answer === null || first === undefined) return { type: "empty", header: header(), ...emptyFlamegraph(view) };
    return {
      type: "flamegraph",
      header: header(),
      weights: answer.weights.map(({ id, label }) => ({ id, label })),
      weight: answer.weights.some(({ id }) => id === weight) && weight !== null ? weight : first.id,
      data: joinPieces(answer.pieces),
      lanes: answer.lanes,
      part: answer.part,
      time: time === undefined ? null : await timeOrder(server, which, time),
    };
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    return {
      type: "empty",
      header: header(),
      message: "The flamegraph could not be read: the reason is in the output channel Heatline.",
      actions: [],
    };
  }
}

/** The thread in order of time, its frames those of the flamegraph that was asked for last; null where there is none. */
export async function timeOrder(server: Server, which: string | null, thread: ThreadKey | null) {
  const answer = await server.request("timeOrder", { which, thread });
  return answer && { thread: answer.thread, weight: answer.weight, data: joinPieces([answer.data]) };
}
