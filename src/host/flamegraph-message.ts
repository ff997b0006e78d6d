import { emptyFlamegraph } from "../core/flamegraph-empty.ts";
import type { ToFlamegraph } from "../core/protocol/webview.ts";
import { runSubtitle, runTitle } from "../core/run-title.ts";
import type { HostContext } from "./host-context.ts";

/**
 * The current run's flamegraph as a message to the page, or the reason why there is none. Never rejects: a server that
 * does not answer is a reason, too.
 */
export async function flamegraphMessage(
  { server, currentRun, log }: Pick<HostContext, "server" | "currentRun" | "log">,
  weight: string | null,
): Promise<ToFlamegraph> {
  const run = currentRun.view;
  if (run === null) return { type: "empty", header: null, ...emptyFlamegraph(null) };
  const { manifest, live, warnings } = run;
  const header = { title: runTitle(manifest), subtitle: runSubtitle(manifest, run), warnings, live };
  try {
    const answer = await server.request("flamegraph", { weight });
    const first = answer?.weights[0];
    if (answer === null || first === undefined) return { type: "empty", header, ...emptyFlamegraph(run) };
    return {
      type: "flamegraph",
      header,
      weights: answer.weights.map(({ id, label }) => ({ id, label })),
      weight: answer.weights.some(({ id }) => id === weight) && weight !== null ? weight : first.id,
      data: decodeBase64(answer.data),
    };
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    return {
      type: "empty",
      header,
      message: "The flamegraph could not be read: the reason is in the output channel Heatline.",
      actions: [],
    };
  }
}

/** Into a buffer of its own: Node's small buffers share one, and the whole of it would be sent. */
function decodeBase64(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, "base64")).buffer;
}
