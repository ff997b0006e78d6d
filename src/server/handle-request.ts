import {
  type CancellationToken,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node";
import type * as z from "zod/mini";
import { serverRequests } from "../core/protocol/server.ts";

type Requests = typeof serverRequests;
type Params<K extends keyof Requests> = z.infer<Requests[K]["params"]>;
type Result<K extends keyof Requests> = z.infer<Requests[K]["result"]>;

/**
 * Answers one of Heatline's own requests. Parameters are checked by their schema; whatever goes wrong is answered with
 * one sentence, so that no input ends the server.
 */
export function handleRequest<K extends keyof Requests>(
  connection: Connection,
  name: K,
  answer: (params: Params<K>, token: CancellationToken) => Promise<Result<K>> | Result<K>,
): void {
  const { method, params: schema } = serverRequests[name];
  connection.onRequest(method, async (raw: unknown, token: CancellationToken) => {
    const checked = schema.safeParse(raw ?? {});
    if (!checked.success) {
      return new ResponseError(ErrorCodes.InvalidParams, `${method} was called wrongly: ${problem(checked.error)}.`);
    }
    try {
      return await answer(checked.data as Params<K>, token);
    } catch (error) {
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "Cancelled.");
      return new ResponseError(LSPErrorCodes.RequestFailed, sentence(error));
    }
  });
}

/** One line without a stack, for people. */
export function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof Error && "remedy" in error && typeof error.remedy === "string" ? error.remedy : "";
  return `${message} ${remedy}`.replace(/\s+/g, " ").trim() || "Something went wrong without a reason being given.";
}

function problem(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "its parameters do not fit";
  const where = issue.path.map(String).join(".");
  return where === "" ? issue.message : `${where}: ${issue.message}`;
}
