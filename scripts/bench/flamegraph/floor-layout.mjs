// How the floor lays out: preorder columns, siblings by falling weight. See floor-tables.mjs.

const FEW = 24;

/** One entry per node: what a left-heavy view draws. */
export function layoutTree({ size, parent, frame, self }) {
  const totals = new Float64Array(size);
  totals.set(self.subarray(0, size));
  // A parent always has the smaller number.
  for (let node = size - 1; node > 0; node--) totals[parent[node]] += totals[node];
  const { first, children } = childrenOf(parent, size);
  const out = {
    size,
    frame: new Int32Array(size),
    depth: new Uint16Array(size),
    start: new Float64Array(size),
    total: new Float64Array(size),
    end: new Int32Array(size),
    parent: new Int32Array(size).fill(-1),
  };
  const stack = new Int32Array(2 * size + 1);
  const position = new Int32Array(size);
  const start = new Float64Array(size);
  const depth = new Uint16Array(size);
  let waiting = 1;
  let placed = 0;
  while (waiting > 0) {
    const node = stack[--waiting];
    if (node < 0) {
      out.end[position[~node]] = placed;
      continue;
    }
    const at = placed++;
    position[node] = at;
    out.frame[at] = frame[node];
    out.total[at] = totals[node];
    out.start[at] = start[node];
    out.depth[at] = depth[node];
    if (node > 0) out.parent[at] = position[parent[node]];
    const [from, to] = [first[node], first[node + 1]];
    stack[waiting++] = ~node;
    sortFalling(children, from, to, totals);
    let x = start[node];
    for (let index = from; index < to; index++) {
      const child = children[index];
      start[child] = x;
      x += totals[child];
      depth[child] = depth[node] + 1;
    }
    for (let index = to - 1; index >= from; index--) stack[waiting++] = children[index];
  }
  return out;
}

/** Children of a node are `children[first[node]]` up to `children[first[node + 1]]`. */
function childrenOf(parent, size) {
  const first = new Int32Array(size + 1);
  for (let node = 1; node < size; node++) first[parent[node] + 1]++;
  for (let node = 0; node < size; node++) first[node + 1] += first[node];
  const next = first.slice(0, size);
  const children = new Int32Array(size);
  for (let node = 1; node < size; node++) children[next[parent[node]]++] = node;
  return { first, children };
}

function sortFalling(nodes, from, to, totals) {
  if (to - from >= FEW) {
    nodes.subarray(from, to).sort((a, b) => totals[b] - totals[a]);
    return;
  }
  for (let index = from + 1; index < to; index++) {
    const node = nodes[index];
    let at = index - 1;
    for (; at >= from && totals[nodes[at]] < totals[node]; at--) nodes[at + 1] = nodes[at];
    nodes[at + 1] = node;
  }
}
