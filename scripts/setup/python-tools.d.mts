export interface PythonTools {
  interpreters: { path: string; version: string; parts: number[] }[];
  pySpy: string;
  packages: string;
  samplePython: string;
}
export function ensurePythonTools(): Promise<PythonTools>;
export function testEnvironment(tools: PythonTools): Record<string, string>;
