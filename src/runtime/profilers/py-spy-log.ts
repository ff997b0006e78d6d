/** What a recording py-spy has said so far on its console (`src/main.rs` of py-spy 0.4). */
export interface PySpyLog {
  /** It is attached and samples. */
  readonly sampling: boolean;
  /** The greatest lag that it told, in seconds; 0 where it kept up. */
  readonly behindSeconds: number;
  /** It wrote its file to the end. */
  readonly wrote: boolean;
  /** Stacks in the file, and failed attempts; null before the file is written. */
  readonly samples: number | null;
  readonly errors: number | null;
}

export function parsePySpyLog(text: string): PySpyLog {
  const behind = [...text.matchAll(/([\d.]+)s behind in sampling/g)].map((match) => Number(match[1]));
  const wrote = /Wrote speedscope file to .*Samples: (\d+) Errors: (\d+)/s.exec(text);
  return {
    sampling: /Sampling process/.test(text),
    behindSeconds: behind.reduce((most, seconds) => Math.max(most, seconds), 0),
    wrote: wrote !== null,
    samples: wrote ? Number(wrote[1]) : null,
    errors: wrote ? Number(wrote[2]) : null,
  };
}
