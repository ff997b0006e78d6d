export interface ImportedFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
}

interface ImportedProfile {
  forEachCall(
    open: (node: { frame: ImportedFrame }, at: number) => void,
    close: (node: { frame: ImportedFrame }, at: number) => void,
  ): void;
}

export function loadSpeedscopeImporter(): Promise<
  (name: string, text: string) => Promise<{ profiles: ImportedProfile[] }>
>;
