/** The interpreters and Python tools that set-up found and fetched (scripts/setup/python-tools.mjs). */

/** Every CPython of 3.8 and newer on this machine, oldest first: absolute paths. */
export function pythons(): string[] {
  return JSON.parse(needed("HEATLINE_TEST_PYTHONS")) as string[];
}

/** py-spy's executable. */
export const pySpyPath = (): string => needed("HEATLINE_TEST_PY_SPY");

/** A folder for PYTHONPATH with pytest, jinja2, markdown-it-py, html5lib and yapf; it works on every interpreter. */
export const packagesDir = (): string => needed("HEATLINE_TEST_PACKAGES");

/** The interpreter of the sample project's own virtual environment, which has pytest. */
export const samplePython = (): string => needed("HEATLINE_TEST_SAMPLE_PYTHON");

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with "npm test" or "npx vitest".`);
  return value;
}
