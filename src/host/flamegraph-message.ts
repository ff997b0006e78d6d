import { comparedNames, comparisonWarnings, isNewer } from "../core/compared-names.ts";
import { emptyFlamegraph } from "../core/flamegraph-empty.ts";
import type { RunView } from "../core/protocol/server.ts";
import type { ToFlamegraph } from "../core/protocol/webview.ts";
import { recordingFacts, recordingSubtitle, recordingTitle } from "../core/recording-title.ts";
import type { HostContext } from "./host-context.ts";

export interface ShownFlamegraph {
  /** What is loaded; null: nothing. */
  readonly view: RunView | null;
  /** An opened profile by its path; null: what is current. */
  readonly which: string | null;
  /** See the header of the page. Asked last, as it may change while the server answers. */
  paints(): boolean | null;
}

/**
 * A flamegraph as a message to the page, or the reason why there is none. Rejects only where it cannot be compared with
 * `against`: a server that does not answer is a reason, too.
 */
export async function flamegraphMessage(
  { server, log, places }: Pick<HostContext, "server" | "log" | "places">,
  { view, which, paints }: ShownFlamegraph,
  weight: string | null,
  against: string | null = null,
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
    const shown = answer.weights.some(({ id }) => id === weight) && weight !== null ? weight : first.id;
    const message = {
      type: "flamegraph",
      header: header(),
      weights: answer.weights.map(({ id, label }) => ({ id, label })),
      weight: shown,
      data: decodeBase64(answer.data),
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

/** Into a buffer of its own: Node's small buffers share one, and the whole of it would be sent. */
function decodeBase64(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, "base64")).buffer;
}
