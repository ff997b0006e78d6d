import { comparedNames, comparisonWarnings, isNewer } from "../core/compared-names.ts";
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
  /** A run directory or profile file to compare with; null: none. */
  readonly against: string | null;
}

/**
 * A flamegraph as a message to the page, or the reason why there is none. Rejects only where it cannot be compared with
 * `against`: a server that does not answer is a reason, too.
 */
export async function flamegraphMessage(
  { server, log, places }: Pick<HostContext, "server" | "log" | "places">,
  { view, which, paints }: ShownFlamegraph,
  { weight, time, against }: PageWishes,
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
    const answer = await server.request("flamegraph", { which, weight, against, places: places() });
    const first = answer?.weights[0];
    if (answer === null || first === undefined) return { type: "empty", header: header(), ...emptyFlamegraph(view) };
    const message = {
      type: "flamegraph",
      header: header(),
      weights: answer.weights.map(({ id, label }) => ({ id, label })),
      weight: answer.weights.some(({ id }) => id === weight) && weight !== null ? weight : first.id,
      data: joinPieces(answer.pieces),
      lanes: answer.lanes,
      part: answer.part,
      time: time === undefined ? null : await timeOrder(server, which, time),
    } as const;
    return answer.against === null ? message : compared(message, view, answer.against);
  } catch (error) {
    if (against !== null) throw error;
    log.error(error instanceof Error ? error : String(error));
    return {
      type: "empty",
      header: header(),
      message: "The flamegraph could not be read: the reason is in the output channel Heatline.",
      actions: [],
    };
  }
}

/** With what it is compared with, and what limits that. */
function compared(
  message: Extract<ToFlamegraph, { type: "flamegraph" }>,
  view: RunView,
  against: RunView,
): ToFlamegraph {
  const [shownName, name] = comparedNames(view.recording, against.recording);
  const { header, weight } = message;
  const warnings = [
    ...header.warnings,
    ...against.warnings.map((warning) => `${name}: ${warning}`),
    ...comparisonWarnings(view, against, weight),
  ];
  const isLater = isNewer(against.recording, view.recording);
  return { ...message, header: { ...header, warnings }, against: { name, shownName, isNewer: isLater } };
}

/** The thread in order of time, its frames those of the flamegraph that was asked for last; null where there is none. */
export async function timeOrder(server: Server, which: string | null, thread: ThreadKey | null) {
  const answer = await server.request("timeOrder", { which, thread });
  return answer && { thread: answer.thread, weight: answer.weight, data: joinPieces([answer.data]) };
}
