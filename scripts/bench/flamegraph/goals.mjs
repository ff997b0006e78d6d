// Rounds of figures become rows with goals: `{ what, value, goal?, meetsGoal?, detail? }`.

const FIRST_PAINT_TO_FLOOR = 1.5;
const MEMORY_TO_FLOOR = 1.3;
const FRAME_MS = 8;
const SLOW_FRAME_TO_FLOOR = 1.5;
const HOVER_MS = 2;
const SEARCH_MS = 50;
/** How many times as fast as speedscope, by what the label of the profile holds. */
const TIMES_SPEEDSCOPE = [
  [/100k collapsed/, 15],
  [/100k speedscope/, 8],
];

/**
 * @param rounds figures of openOnce by contender; `heatline` is in each
 * @param judged small files have figures, but no goals against the floor: what opening anything costs is most of them
 */
export function goalRows(label, rounds, judged) {
  const rows = [];
  const has = (name) => rounds.every((results) => results[name] !== undefined);
  const firstPaint = `${label}: first paint`;
  if (has("floor"))
    rows.push(
      atMost(
        `${firstPaint} / floor's`,
        ratio(rounds, "floor", firstPaintOf),
        judged ? FIRST_PAINT_TO_FLOOR : undefined,
        {
          detail: msOf(rounds, firstPaintOf, ["heatline", "floor"]),
        },
      ),
    );
  else rows.push({ what: firstPaint, value: `${Math.round(median(of(rounds, "heatline", firstPaintOf)))} ms` });
  if (has("speedscope"))
    rows.push(
      atLeast(
        `${firstPaint}, times as fast as speedscope`,
        median(rounds.map(({ heatline, speedscope }) => speedscope.firstPaintMs / heatline.firstPaintMs)),
        TIMES_SPEEDSCOPE.find(([pattern]) => pattern.test(label))?.[1],
        msOf(rounds, firstPaintOf, ["heatline", "speedscope"]),
      ),
    );
  if (has("floor")) rows.push(cpuRow(label, rounds), memoryRow(label, rounds, judged));
  if (rounds[0].heatline.zoom !== undefined) rows.push(...useRows(label, rounds));
  return rows;
}

/** Less shaken by what else the machine does than the time until the paint; no goal of its own. */
function cpuRow(label, rounds) {
  const cpuOf = ({ cpuMs }) => cpuMs;
  return {
    what: `${label}: processor's time, page and server / floor's`,
    value: ratio(rounds, "floor", cpuOf).toFixed(2),
    detail: msOf(rounds, cpuOf, ["heatline", "floor"]),
  };
}

function memoryRow(label, rounds, judged) {
  const ours = of(rounds, "heatline", ({ pagePeakMb }) => pagePeakMb);
  const server = of(rounds, "heatline", ({ peakMb, pagePeakMb }) => peakMb - pagePeakMb);
  const theirs = of(rounds, "floor", ({ peakMb }) => peakMb);
  return atMost(
    `${label}: peak memory, page and server / floor's`,
    ratio(rounds, "floor", ({ peakMb }) => peakMb),
    judged ? MEMORY_TO_FLOOR : undefined,
    {
      detail: `page ${Math.round(median(ours))} MB, server ${Math.round(median(server))} MB, floor ${Math.round(median(theirs))} MB`,
    },
  );
}

function useRows(label, rounds) {
  const rows = ["zoom", "pan"].flatMap((gesture) => {
    const frame = (share) => (figures) => percentile(figures[gesture].frameMs, share);
    const ours = median(of(rounds, "heatline", frame(0.5)));
    return [
      atMost(`${label}: ${gesture}, a frame, median`, ours, FRAME_MS, { unit: "ms" }),
      atMost(
        `${label}: ${gesture}, slowest frame in a hundred / floor's`,
        ratio(rounds, "floor", frame(0.99)),
        SLOW_FRAME_TO_FLOOR,
        {
          detail: msOf(rounds, frame(0.99), ["heatline", "floor"]),
        },
      ),
    ];
  });
  const hover = median(of(rounds, "heatline", (figures) => percentile(figures.hover.scriptMs, 0.95)));
  const search = median(of(rounds, "heatline", ({ searchMs }) => searchMs));
  return [
    ...rows,
    atMost(`${label}: hover, one event in twenty takes longer`, hover, HOVER_MS, { unit: "ms" }),
    atMost(`${label}: search, slowest letter`, search, SEARCH_MS, { unit: "ms" }),
  ];
}

/** A row whose value shall not be greater than the goal, if there is one; a ratio where there is no unit. */
export function atMost(what, value, most, { unit = "", detail } = {}) {
  const shown = (number) => `${number}${unit === "" ? "" : ` ${unit}`}`;
  const row = { what, value: shown(value.toFixed(2)), detail };
  return most === undefined ? row : { ...row, goal: `<= ${shown(most)}`, meetsGoal: value <= most };
}

function atLeast(what, value, least, detail) {
  const row = { what, value: value.toFixed(1), detail };
  return least === undefined ? row : { ...row, goal: `>= ${least}`, meetsGoal: value >= least };
}

const firstPaintOf = ({ firstPaintMs }) => firstPaintMs;

function ratio(rounds, peer, figure) {
  return median(rounds.map((results) => figure(results.heatline) / figure(results[peer])));
}

function of(rounds, name, figure) {
  return rounds.map((results) => figure(results[name]));
}

function msOf(rounds, figure, names) {
  return names.map((name) => `${name} ${Math.round(median(of(rounds, name, figure)))} ms`).join(", ");
}

export function percentile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
}

export function median(values) {
  return percentile(values, 0.5);
}
