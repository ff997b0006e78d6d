// The floor's page: a worker reads the chosen file, the page culls and paints, one scanline per row copied down its height.
const WIDTH = 1600;
const HEIGHT = 900;
const ROW_HEIGHT = 18;
const LETTER_WIDTH = 6.6;
const LABEL_FROM_WIDTH = 30;
const COLORS = 64;
const MOST_BOXES = 1 << 17;
const MOST_LABELS = 1 << 12;
const GREY = 0xffd8d8d8;

const canvas = document.querySelector("canvas");
const tip = document.querySelector("#tip");
const context = canvas.getContext("2d", { alpha: false });
const image = new ImageData(WIDTH, HEIGHT);
const pixels = new Uint32Array(image.data.buffer);
const colorPixels = Uint32Array.from({ length: COLORS }, (_, color) => pixelOf(color));
const boxes = {
  left: new Float32Array(MOST_BOXES),
  width: new Float32Array(MOST_BOXES),
  top: new Float32Array(MOST_BOXES),
  pixel: new Uint32Array(MOST_BOXES),
};
const labels = { box: new Int32Array(MOST_LABELS), frame: new Int32Array(MOST_LABELS) };
const view = { start: 0, end: 1, firstRow: 0 };
let boxCount = 0;
let labelCount = 0;
let layout = null;
let names = [];
let colors = new Uint8Array(0);
let hits = null;
let isRequested = false;

function pixelOf(color) {
  context.fillStyle = `hsl(${10 + color * 0.6} 85% ${62 + ((color * 7) % 16)}%)`;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 0xff000000 | (blue << 16) | (green << 8) | red;
}

/** In preorder with siblings by falling weight: the first one below a pixel ends its row of siblings. */
function collectBoxes() {
  const { start, total, end, depth, frame, parent, size } = layout;
  const perUnit = WIDTH / (view.end - view.start);
  const skipSiblings = (node) => (parent[node] < 0 ? size : end[parent[node]]);
  boxCount = 0;
  labelCount = 0;
  for (let node = 0; node < size; ) {
    const from = start[node];
    const top = (depth[node] - view.firstRow) * ROW_HEIGHT;
    if (from >= view.end || top >= HEIGHT) node = skipSiblings(node);
    else if (from + total[node] <= view.start) node = end[node];
    else if (total[node] * perUnit < 1) {
      const up = parent[node];
      const to = Math.min(start[up] + total[up], view.end);
      if (top > -ROW_HEIGHT) add((from - view.start) * perUnit, top, Math.max(1, (to - from) * perUnit), -1);
      node = end[up];
    } else {
      const left = Math.max(0, (from - view.start) * perUnit);
      const right = Math.min(WIDTH, (from + total[node] - view.start) * perUnit);
      if (top > -ROW_HEIGHT) add(left, top, right - left, frame[node]);
      node++;
    }
  }
}

function add(left, top, width, frame) {
  if (boxCount === MOST_BOXES) return;
  boxes.left[boxCount] = left;
  boxes.width[boxCount] = width;
  boxes.top[boxCount] = top;
  boxes.pixel[boxCount] = frame < 0 || (hits && !hits[frame]) ? GREY : colorPixels[colors[frame]];
  if (width > LABEL_FROM_WIDTH && frame >= 0 && labelCount < MOST_LABELS) {
    labels.box[labelCount] = boxCount;
    labels.frame[labelCount++] = frame;
  }
  boxCount++;
}

function draw() {
  collectBoxes();
  pixels.fill(0xffffffff);
  for (let box = 0; box < boxCount; box++) {
    const top = boxes.top[box] | 0;
    if (top < 0 || top >= HEIGHT) continue;
    const left = boxes.left[box] | 0;
    const gap = boxes.width[box] > 3 ? 1 : 0;
    const right = Math.max(left + 1, ((boxes.left[box] + boxes.width[box]) | 0) - gap);
    pixels.fill(boxes.pixel[box], top * WIDTH + left, top * WIDTH + Math.min(WIDTH, right));
  }
  for (let top = 0; top + ROW_HEIGHT - 1 <= HEIGHT; top += ROW_HEIGHT)
    for (let line = 1; line < ROW_HEIGHT - 1; line++)
      pixels.copyWithin((top + line) * WIDTH, top * WIDTH, (top + 1) * WIDTH);
  context.putImageData(image, 0, 0);
  writeLabels();
}

function writeLabels() {
  context.fillStyle = "#222";
  context.font = "11px monospace";
  context.textBaseline = "middle";
  for (let label = 0; label < labelCount; label++) {
    const box = labels.box[label];
    const letters = ((boxes.width[box] - 6) / LETTER_WIDTH) | 0;
    const name = names[labels.frame[label]] ?? "root";
    context.fillText(name.slice(0, letters), boxes.left[box] + 3, boxes.top[box] + ROW_HEIGHT / 2);
  }
}

function requestDraw() {
  if (isRequested) return;
  isRequested = true;
  requestAnimationFrame(() => {
    isRequested = false;
    draw();
  });
}

canvas.addEventListener("wheel", (event) => {
  const whole = layout.total[0];
  const width = view.end - view.start;
  if (event.ctrlKey) {
    const factor = 1 + event.deltaY / 40;
    const center = view.start + (width * event.offsetX) / WIDTH;
    view.start = center - (center - view.start) * factor;
    view.end = view.start + width * factor;
  } else {
    view.start += (width * event.deltaX) / WIDTH;
    view.end += (width * event.deltaX) / WIDTH;
    view.firstRow = Math.max(0, view.firstRow + event.deltaY / ROW_HEIGHT);
  }
  const shown = Math.min(whole, view.end - view.start);
  view.start = Math.max(0, Math.min(whole - shown, view.start));
  view.end = view.start + shown;
  requestDraw();
});

function frameAt(x, y) {
  const { start, total, end, frame } = layout;
  const row = Math.floor(y / ROW_HEIGHT + view.firstRow);
  const at = view.start + ((view.end - view.start) * x) / WIDTH;
  let node = 0;
  for (let depth = 0; depth < row; depth++) {
    let child = node + 1;
    while (child < end[node] && start[child] + total[child] <= at) child = end[child];
    if (child >= end[node] || start[child] > at) return -1;
    node = child;
  }
  return frame[node];
}

canvas.addEventListener("pointermove", (event) => {
  const frame = frameAt(event.offsetX, event.offsetY);
  tip.textContent = frame < 0 ? "" : names[frame];
  tip.style.transform = `translate(${event.offsetX}px, ${event.offsetY}px)`;
});

/** Names are searched, not nodes; one pass over the nodes gives the share without counting a match inside a match. */
window.search = (text) => {
  const wanted = text.toLowerCase();
  hits = Uint8Array.from(names, (name) => (name.toLowerCase().includes(wanted) ? 1 : 0));
  const { frame, end, total, size } = layout;
  let weight = 0;
  for (let node = 0; node < size; ) {
    const isHit = hits[frame[node]] === 1;
    if (isHit) weight += total[node];
    node = isHit ? end[node] : node + 1;
  }
  draw();
  return weight / total[0];
};

function colorOf(name) {
  let hash = 0;
  for (let at = 0; at < name.length; at += 3) hash = Math.imul(hash, 31) + name.charCodeAt(at);
  return (hash >>> 7) & (COLORS - 1);
}

document.querySelector("input").addEventListener("change", ({ target }) => {
  const worker = new Worker("floor-worker.mjs", { type: "module" });
  worker.postMessage(target.files[0]);
  worker.onmessage = ({ data }) => {
    ({ layout, names } = data);
    colors = Uint8Array.from(names, colorOf);
    view.end = layout.total[0];
    draw();
    // The root that the floor adds is no frame of the profile.
    window.painted = { nodes: layout.size - 1, total: layout.total[0] };
  };
});
