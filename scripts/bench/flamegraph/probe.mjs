// What runs inside every measured page; playwright sends these functions over as text.

/** Before the page's own scripts: counts the time of its animation frames, notes WebGL and `console.timeEnd`. */
export function installProbe() {
  const request = window.requestAnimationFrame.bind(window);
  const probe = { handedOverAt: 0, imported: 0, drawnAt: 0, frameScriptMs: 0, gl: null };
  window.probe = Object.assign(probe, { nextFrame: () => new Promise(request), painted });
  window.requestAnimationFrame = (callback) =>
    request((now) => {
      const began = performance.now();
      callback(now);
      probe.frameScriptMs += performance.now() - began;
    });
  const timeEnd = console.timeEnd.bind(console);
  console.timeEnd = (label) => {
    if (label === "import") probe.imported = performance.now();
    timeEnd(label);
  };
  for (const { prototype } of [window.WebGLRenderingContext, window.WebGL2RenderingContext])
    for (const name of ["drawArrays", "drawElements"]) {
      const draw = prototype[name];
      prototype[name] = function (...given) {
        probe.gl = this;
        probe.drawnAt = performance.now();
        return draw.apply(this, given);
      };
    }
  window.addEventListener(
    "change",
    ({ target }) => {
      if (target.type === "file") probe.handedOverAt = performance.now();
    },
    { capture: true },
  );

  /** Two frames have been produced since the call, and the GPU (here: its software) is done with them. */
  async function painted() {
    await probe.nextFrame();
    await probe.nextFrame();
    probe.gl?.readPixels(0, 0, 1, 1, probe.gl.RGBA, probe.gl.UNSIGNED_BYTE, new Uint8Array(4));
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
    return performance.now();
  }
}

/**
 * One input per animation frame. Per frame `frameMs`: script and paint, from one frame to the next, and `scriptMs`: the
 * input's own listeners and the animation frame's.
 */
export async function driveFrames({ surface, gesture, count }) {
  const WARM_UP = 3;
  const target = document.querySelector(surface);
  const { left, top, width, height } = target.getBoundingClientRect();
  const forth = (step) => (step % 40 < 20 ? 1 : -1);
  const wheel = (init) =>
    new WheelEvent("wheel", {
      bubbles: true,
      cancelable: true,
      clientX: left + width * 0.37,
      clientY: top + 100,
      ...init,
    });
  const inputs = {
    zoom: (step) => target.dispatchEvent(wheel({ ctrlKey: true, deltaY: -6 * forth(step) })),
    pan: (step) => target.dispatchEvent(wheel({ deltaX: 9 * forth(step) })),
    hover(step) {
      const place = { clientX: left + ((step * 37) % width), clientY: top + 40 + ((step * 53) % (height - 60)) };
      target.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, ...place }));
    },
    scroll() {
      target.scrollTop += 220;
    },
  };
  const frameMs = [];
  const scriptMs = [];
  await window.probe.painted();
  let before = performance.now();
  for (let step = 0; step < count + WARM_UP; step++) {
    const scriptBefore = window.probe.frameScriptMs;
    const began = performance.now();
    inputs[gesture](step);
    const ownMs = performance.now() - began;
    await window.probe.nextFrame();
    const now = performance.now();
    if (step >= WARM_UP) {
      frameMs.push(now - before);
      scriptMs.push(ownMs + window.probe.frameScriptMs - scriptBefore);
    }
    before = now;
  }
  return { frameMs, scriptMs };
}
