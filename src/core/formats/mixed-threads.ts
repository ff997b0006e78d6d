import type { GraphProfile } from "../profile/model.ts";

/** Built-ins that wait and cannot call Python functions: as callers they are proof of a mixed stack. */
const CANNOT_CALL = /^<(?:built-in method time\.sleep|method '(?:acquire|__enter__|__exit__|release)' of '_thread\.)/;

/**
 * Whether cProfile saw several threads as one call stack, as it does on Python 3.12 and newer, where it counts events
 * of the whole interpreter (python/cpython#110770, #138229). Told by callers that cannot call anything, or by the first
 * function of a second thread.
 */
export function mixesThreads(profile: GraphProfile): boolean {
  const { functions, edges, files } = profile;
  const cannotCall = functions.name.map((name) => CANNOT_CALL.test(name));
  const impossible = edges.caller.some(
    (caller, edge) => cannotCall[caller] === true && (functions.file[edges.callee[edge] ?? -1] ?? -1) >= 0,
  );
  if (impossible) return true;
  return functions.name.some((name, index) => {
    const file = files[functions.file[index] ?? -1] ?? "";
    return name === "_bootstrap" && /(?:^|[\\/])threading\.py$/.test(file);
  });
}
