import type { Certainty, Unit, Weight } from "../profile/model.ts";
import { type JsonObject, stringOr } from "./json.ts";

/** A weight that the values of one side give, each times `factor`. */
export interface SideWeight {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  readonly factor: number;
}

/** What the values of a file are; where two profiles are compared, the left side (before) comes first, as in the file. */
export function readSideWeights(metadata: JsonObject, isDouble: boolean): SideWeight[][] {
  const rate = metadata["sampleRate"];
  const weights = readUnits(
    stringOr(metadata["units"], "samples"),
    typeof rate === "number" && Number.isFinite(rate) && rate > 0 ? rate : 0,
  );
  if (!isDouble) return [weights];
  return [
    weights.map((weight) => ({ ...weight, id: `before-${weight.id}`, label: `${weight.label} before` })),
    weights,
  ];
}

const NS_PER_SECOND = 1e9;

/** A rate of a thousand million hertz is how newer servers say that values are nanoseconds. */
function readUnits(units: string, samplesPerSecond: number): SideWeight[] {
  const isTime = units === "nanoseconds" || (units === "samples" && samplesPerSecond === NS_PER_SECOND);
  if (isTime) return [time(1)];
  switch (units) {
    case "samples": {
      const samples: SideWeight = { id: "samples", label: "Samples", unit: "samples", factor: 1 };
      return samplesPerSecond > 0 ? [time(NS_PER_SECOND / samplesPerSecond), samples] : [samples];
    }
    case "bytes":
      return [{ id: "bytes", label: "Memory", unit: "bytes", factor: 1 }];
    case "objects":
      return [{ id: "blocks", label: "Objects", unit: "blocks", factor: 1 }];
    case "lock_nanoseconds":
      return [{ id: "lock", label: "Waiting for locks", unit: "ns", factor: 1 }];
    default:
      return [{ id: units || "count", label: units || "Count", unit: "count", factor: 1 }];
  }
}

function time(factor: number): SideWeight {
  return { id: "wall", label: "Time", unit: "ns", factor };
}

/** `sum` is that of all values of the side. */
export function weightsOfSide(side: readonly SideWeight[], sum: number): Weight[] {
  const isCounted = side.some(({ unit }) => unit === "samples");
  const certainty: Certainty = isCounted
    ? { kind: "sampled", samples: sum }
    : { kind: "estimated", because: "Pyroscope's file does not say how many samples there were" };
  return side.map(({ id, label, unit }) => ({ id, label, unit, certainty }));
}
