export interface ServerOptions {
  version?: string;
  /** Unpacked folders that count as installed extensions. */
  installed?: string[];
  env?: Record<string, string | undefined>;
  port?: number;
  trust?: "off" | "ask";
  args?: string[];
  settings?: Record<string, unknown>;
  userDataDir?: string;
  extensionsDir?: string;
  onLog?: (text: string) => void;
}
export interface Server {
  url: string;
  authority: string;
  port: number;
  pid: number;
  log: string[];
  host: { version: string; node: string; server: string };
  userDataDir: string;
  stop(): void;
}
export function startServer(options?: ServerOptions): Promise<Server>;
export function workbenchUrl(
  server: Server,
  options?: {
    folder?: string;
    workspace?: string;
    openFile?: string;
    extensionDevelopmentPath?: string;
    extensionTestsPath?: string;
    payload?: [string, string][];
  },
): string;
