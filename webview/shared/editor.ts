import type * as z from "zod/mini";

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

/** The page's line to the editor. `State` is what a hidden or reloaded page gets back. */
export interface EditorLink<Out, State> {
  readonly post: (message: Out) => void;
  readonly save: (state: State) => void;
  /** What was saved, or null where there is nothing (or nothing that this version understands). */
  readonly saved: () => State | null;
}

/**
 * Connects the page. Messages are checked at the door: what does not fit the schema is dropped, as the page cannot
 * know who sent it. May be called once in the life of a page (VS Code gives its API out once).
 */
export function connectEditor<In, Out, State>(
  incoming: z.ZodMiniType<In>,
  state: z.ZodMiniType<State>,
  receive: (message: In) => void,
): EditorLink<Out, State> {
  const api = acquireVsCodeApi();
  window.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = incoming.safeParse(event.data);
    if (message.success) receive(message.data);
  });
  return {
    post: (message) => api.postMessage(message),
    save: (value) => api.setState(value),
    saved: () => state.safeParse(api.getState()).data ?? null,
  };
}
